using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Hostelry.Migrations.Security;

/// <summary>Whose rows a table holds.</summary>
public enum Ownership
{
    /// <summary>Each row is one organization's: row-level security by <see cref="SecuredTable.TenantColumn"/>.</summary>
    Tenant,

    /// <summary>Each row is a seller's: everyone who sells or buys reads it.</summary>
    Seller,

    /// <summary>On the named list of tables that are neither.</summary>
    Global,

    /// <summary>Nobody said: a test fails, and no role but the owner may touch it.</summary>
    Unknown,
}

/// <summary>A table of the model, and who owns its rows.</summary>
/// <param name="Schema">PostgreSQL's schema; null on SQLite.</param>
/// <param name="Name">Unique over the three contexts.</param>
/// <param name="Columns">In the order of the model.</param>
/// <param name="Owner">Derived from the columns and <see cref="TableRules"/>.</param>
/// <param name="TenantColumn">Set exactly for <see cref="Ownership.Tenant"/>.</param>
public sealed record SecuredTable(
    string? Schema, string Name, IReadOnlyList<string> Columns, Ownership Owner, string? TenantColumn)
{
    /// <summary>The tables of the contexts, as the migrations made them.</summary>
    public static IReadOnlyList<SecuredTable> Of(IEnumerable<ModuleContext> contexts) =>
        [.. contexts.SelectMany(context =>
            context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.Select(From))];

    private static SecuredTable From(ITable table)
    {
        List<string> columns = [.. table.Columns.Select(column => column.Name)];
        var (owner, column) = OwnerOf(table.Name, columns);
        return new SecuredTable(table.Schema, table.Name, columns, owner, column);
    }

    private static (Ownership Owner, string? Column) OwnerOf(string name, List<string> columns)
    {
        if (TableRules.Global.ContainsKey(name))
        {
            return (Ownership.Global, null);
        }

        if (TableRules.TenantIsId.Contains(name))
        {
            return (Ownership.Tenant, "id");
        }

        if (columns.Contains("organization_id"))
        {
            return (Ownership.Tenant, "organization_id");
        }

        return (columns.Contains("seller_id") ? Ownership.Seller : Ownership.Unknown, null);
    }
}
