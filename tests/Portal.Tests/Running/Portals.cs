using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

[assembly: AssemblyFixture(typeof(Portals))]

namespace Hostelry.Portal.Tests.Running;

/// <summary>One running portal per database for all tests; each test brings its own organizations.</summary>
public sealed class Portals : IAsyncDisposable
{
    private readonly Lazy<Task<TestPortal>> _sqlite = new(() => TestPortal.StartAsync(DatabaseKind.Sqlite));
    private readonly Lazy<Task<TestPortal>> _postgres = new(() => TestPortal.StartAsync(DatabaseKind.Postgres));

    public Task<TestPortal> OnAsync(DatabaseKind kind) => kind == DatabaseKind.Sqlite ? _sqlite.Value : _postgres.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var portal in (Lazy<Task<TestPortal>>[])[_sqlite, _postgres])
        {
            if (portal.IsValueCreated)
            {
                await (await portal.Value).DisposeAsync();
            }
        }
    }
}
