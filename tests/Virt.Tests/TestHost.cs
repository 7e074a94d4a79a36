using Hostelry.Virt.Definitions;

namespace Hostelry.Virt.Tests;

/// <summary>libvirt's test driver: everything but guests is real, and no daemon is needed. Its state is the process's, so each test has names of its own.</summary>
internal static class TestHost
{
    public const string Uri = "test:///default";

    public static Task<Connection> OpenAsync(int maxConcurrentCalls = 5) =>
        Connection.OpenAsync(Uri, new ConnectionOptions { MaxConcurrentCalls = maxConcurrentCalls }, TestContext.Current.CancellationToken);

    /// <summary>A domain that the test driver can run.</summary>
    public static string DomainXml(string name, string? title = null) =>
        (Definitions.ContainerDefinitionTests.Sample() with
        {
            Name = name,
            Title = title,
            Uuid = StableUuid.From("domain/" + name),
            Interfaces = [],
            Filesystems = [],
        }).ToXml();
}
