using System.Reflection;

using Hostelry.Billing.Persistence;
using Hostelry.Migrations.Contexts;
using Hostelry.Migrations.Security;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Hostelry.Architecture.Tests;

/// <summary>Every table has an owner, every rule a table, every context its migrations.</summary>
public sealed class TableTests : IDisposable
{
    private readonly IReadOnlyList<ModuleContext> _sqlite = ModuleContexts.Create(Provider.Sqlite, "Data Source=:memory:");
    private readonly IReadOnlyList<ModuleContext> _postgres = ModuleContexts.Create(Provider.Postgres, "Host=127.0.0.1");

    [Fact]
    public void Every_table_carries_the_organization_or_the_seller_or_stands_on_the_named_list() =>
        Assert.DoesNotContain(SecuredTable.Of(_postgres), table => table.Owner == Ownership.Unknown);

    [Fact]
    public void Table_names_are_unique_over_the_contexts()
    {
        var twice = SecuredTable.Of(_postgres).GroupBy(table => table.Name).Where(name => name.Count() > 1);

        Assert.Empty(twice.Select(name => name.Key));
    }

    [Fact]
    public void Every_rule_names_a_table_that_exists()
    {
        var names = SecuredTable.Of(_postgres).Select(table => table.Name).ToHashSet();

        Assert.DoesNotContain(TableRules.Names, name => !names.Contains(name));
    }

    [Fact]
    public void Every_tenant_entity_has_the_named_filter()
    {
        var bare =
            from context in _postgres
            from entity in context.GetService<IDesignTimeModel>().Model.GetEntityTypes()
            where entity.FindProperty("OrganizationId") is not null && !entity.IsOwned()
            where entity.GetDeclaredQueryFilters().All(filter => filter.Key != ModuleContext.TenantFilter)
                && !TableRules.ReadBeforeTenant.ContainsKey(entity.GetTableName()!)
            select entity.Name;

        Assert.Empty(bare);
    }

    [Fact]
    public void Schemas_exist_on_PostgreSQL_only()
    {
        Assert.All(SecuredTable.Of(_sqlite), table => Assert.Null(table.Schema));
        Assert.All(SecuredTable.Of(_postgres), table => Assert.Contains(table.Schema, PostgresSecurity.Schemas));
    }

    [Fact]
    public void Migrations_say_what_the_models_say()
    {
        foreach (var context in _sqlite.Concat(_postgres))
        {
            Assert.False(
                context.Database.HasPendingModelChanges(),
                $"{context.GetType().Name}: the model changed; run migrations/add NAME");
        }
    }

    [Fact]
    public void Portal_knows_the_migrations_that_it_was_built_with()
    {
        var known = Assembly.Load("Hostelry.Portal").GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(data => data.Key.StartsWith("Migration:", StringComparison.Ordinal))
            .Select(data => $"{data.Key["Migration:".Length..]} {data.Value}")
            .Order(StringComparer.Ordinal);
        var made = Names(_sqlite, "Sqlite").Concat(Names(_postgres, "Postgres")).Order(StringComparer.Ordinal);

        Assert.Equal(made, known);

        static IEnumerable<string> Names(IEnumerable<ModuleContext> contexts, string provider) =>
            from context in contexts
            let module = context.GetType().BaseType!.Name.Replace("Db", "", StringComparison.Ordinal).ToLowerInvariant()
            from name in context.Database.GetMigrations()
            select $"{module}/{provider} {name}";
    }

    public void Dispose()
    {
        foreach (var context in _sqlite.Concat(_postgres))
        {
            context.Dispose();
        }
    }
}
