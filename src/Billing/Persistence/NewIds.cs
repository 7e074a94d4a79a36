using System.Text.Json;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Persistence;

/// <summary>
/// Ids that the database gives before the rows are written, so that rows which name each other are written at once. A
/// rollback leaves them unused, as it does any other way; none comes twice.
/// </summary>
public static class NewIds
{
    /// <summary>
    /// One id for each of <paramref name="tables"/>, in their order, in one statement. Inside a transaction only: SQLite
    /// counts with what is written, and nobody else may write in between.
    /// </summary>
    /// <param name="db">A context of the tables.</param>
    /// <param name="tables">As the database names them, each once: <c>servers</c>. Each has a numbered <c>id</c>.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<long>> NewIdsAsync(
        this ModuleContext db, IReadOnlyList<string> tables, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Ids are taken in the transaction that uses them.");
        }

        return await (db.IsSqlite
            ? db.Database.SqlQuery<long>(
                $"""
                SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE sqlite_sequence.name = wanted.value), 0) + 1 AS "Value"
                FROM json_each({JsonSerializer.Serialize(tables)}) AS wanted ORDER BY wanted.key
                """)
            : db.Database.SqlQuery<long>(
                $"""
                SELECT nextval((wanted.name || '_id_seq')::regclass) AS "Value"
                FROM unnest({tables.ToArray()}) WITH ORDINALITY AS wanted (name, place) ORDER BY wanted.place
                """))
            .ToListAsync(ct);
    }

    /// <summary>
    /// <paramref name="count"/> ids of one table, rising. Inside a transaction only; on SQLite the rows must be written before the
    /// table is asked again.
    /// </summary>
    internal static async Task<IReadOnlyList<long>> NewIdsAsync(this ModuleContext db, string table, int count, CancellationToken ct)
    {
        if (db.IsSqlite)
        {
            var first = (await db.NewIdsAsync([table], ct))[0];
            return [.. Enumerable.Range(0, count).Select(at => first + at)];
        }

        return await db.Database.SqlQuery<long>(
            $"""
            SELECT nextval(({table} || '_id_seq')::regclass) AS "Value" FROM generate_series(1, {count})
            """).ToListAsync(ct);
    }
}
