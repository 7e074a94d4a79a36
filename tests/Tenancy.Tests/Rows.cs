using System.Globalization;

using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Hostelry.Tenancy.Tests;

/// <summary>
/// One row per table and organization, written from the model: whoever adds a table gets its rows, and its proofs, without
/// touching these tests. Values are as small as the column takes; keys elsewhere point nowhere, so constraints are off.
/// </summary>
internal static class Rows
{
    /// <summary>INSERT statements for the tables of the contexts; ids are <paramref name="organization"/> too.</summary>
    public static IEnumerable<string> For(IEnumerable<ModuleContext> contexts, int organization) =>
        from context in contexts
        from table in context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables
        select Insert(table, organization);

    private static string Insert(ITable table, int organization)
    {
        List<IColumn> columns = [.. table.Columns.Where(column => !column.IsNullable || column.Name == "organization_id")];
        var name = table.Schema is null ? $"\"{table.Name}\"" : $"{table.Schema}.\"{table.Name}\"";
        return $"INSERT INTO {name} ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) "
            + $"VALUES ({string.Join(", ", columns.Select(column => Value(column, organization)))})";
    }

    private static string Value(IColumn column, int organization)
    {
        var number = organization.ToString(CultureInfo.InvariantCulture);
        var type = column.StoreType.ToLowerInvariant();
        return type switch
        {
            _ when column.Name == "state" => "'draft'",
            "boolean" => "false",
            "bytea" => $"'\\x0{number}'::bytea",
            "blob" => $"X'0{number}'",
            "uuid" => $"'00000000-0000-0000-0000-00000000000{number}'",
            _ when type.StartsWith("timestamp", StringComparison.Ordinal) => "now()",
            "date" => $"DATE '2026-01-0{number}'",
            _ when type.StartsWith("json", StringComparison.Ordinal) => "'{}'",
            _ when type.Contains("char", StringComparison.Ordinal) || type == "text" => $"'{number}'",
            _ => number,
        };
    }
}
