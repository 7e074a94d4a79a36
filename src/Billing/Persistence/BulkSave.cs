using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

using Npgsql;

namespace Hostelry.Billing.Persistence;

/// <summary>
/// Writes the rows that a context would insert by the quickest way that each database has: binary COPY, or one prepared statement
/// per table. For runs over many customers; a request's few rows are as well off with SaveChanges.
/// </summary>
internal static class BulkSave
{
    /// <summary>
    /// Gives every new row with a numbered key its id, and those that hang on it theirs, so that they can be named before they are
    /// written. In a transaction.
    /// </summary>
    public static async Task NumberNewAsync(this ModuleContext db, CancellationToken ct)
    {
        foreach (var rows in New(db))
        {
            var key = rows.Key.FindPrimaryKey()!.Properties;
            if (key is not [{ ValueGenerated: ValueGenerated.OnAdd, ClrType: var type }] || type != typeof(long))
            {
                continue;
            }

            List<EntityEntry> open = [.. rows.Where(row => row.Property(key[0]).IsTemporary)];
            var ids = open.Count == 0 ? [] : await db.NewIdsAsync(rows.Key.GetTableName()!, open.Count, ct);
            foreach (var (row, id) in open.Zip(ids))
            {
                row.Property(key[0]).CurrentValue = id;
            }
        }
    }

    /// <summary>
    /// Inserts all new rows; what was changed is the caller's to save. In a transaction.
    /// </summary>
    /// <param name="db">Tracks them.</param>
    /// <param name="database">Of the same scope.</param>
    /// <param name="instead">A value to write in place of a property's own; null: its own.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task InsertNewAsync(
        this ModuleContext db, Database database, Func<IProperty, object?>? instead, CancellationToken ct)
    {
        await db.NumberNewAsync(ct);
        foreach (var rows in New(db))
        {
            var table = new BulkTable(rows.Key, instead);
            List<EntityEntry> all = [.. rows];
            await (database.Connection is NpgsqlConnection postgres
                ? table.CopyAsync(postgres, all, ct)
                : table.InsertAsync(database.Connection, all, ct));
            all.ForEach(row => row.State = EntityState.Unchanged);
        }
    }

    /// <summary>By table, those that others point to first.</summary>
    private static List<IGrouping<IEntityType, EntityEntry>> New(ModuleContext db)
    {
        db.ChangeTracker.DetectChanges();
        var automatic = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var left = db.ChangeTracker.Entries().Where(row => row.State == EntityState.Added).GroupBy(row => row.Metadata).ToList();
            var ordered = new List<IGrouping<IEntityType, EntityEntry>>(left.Count);
            while (left.Count > 0)
            {
                var next = left.First(rows => rows.Key.GetForeignKeys()
                    .All(key => key.PrincipalEntityType == rows.Key || left.TrueForAll(other => other.Key != key.PrincipalEntityType)));
                ordered.Add(next);
                left.Remove(next);
            }

            return ordered;
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = automatic;
        }
    }
}
