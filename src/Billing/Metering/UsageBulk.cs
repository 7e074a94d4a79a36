using System.Data.Common;

using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using Npgsql;

using NpgsqlTypes;

namespace Hostelry.Billing.Metering;

/// <summary>Writes usage records by the quickest way that each database has: binary COPY, or one prepared statement.</summary>
internal sealed class UsageBulk(BillingDb db, Database database)
{
    private const string Columns =
        "source, record_id, organization_id, subscription_id, meter_id, hour_at, from_at, seconds, quantity, received_at";

    /// <summary>
    /// How many were new. Marks the hours before <paramref name="closedUntil"/> to be rolled up again. In a transaction.
    /// </summary>
    public Task<int> InsertAsync(IReadOnlyList<UsageRecord> rows, DateTimeOffset closedUntil, CancellationToken ct) =>
        database.Connection is NpgsqlConnection postgres
            ? CopyAsync(postgres, rows, closedUntil, ct)
            : PreparedAsync(database.Connection, rows, closedUntil, ct);

    private async Task<int> CopyAsync(
        NpgsqlConnection connection, IReadOnlyList<UsageRecord> rows, DateTimeOffset closedUntil, CancellationToken ct)
    {
        // COPY knows no ON CONFLICT: it fills a table of this session alone, from where new ones go over in one statement.
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TEMP TABLE IF NOT EXISTS incoming_usage (LIKE usage_records) ON COMMIT DELETE ROWS; TRUNCATE incoming_usage", ct);
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"COPY incoming_usage ({Columns}) FROM STDIN (FORMAT BINARY)", ct))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(row.Source, NpgsqlDbType.Varchar, ct);
                await copy.WriteAsync(row.RecordId, NpgsqlDbType.Varchar, ct);
                await copy.WriteAsync(row.OrganizationId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(row.SubscriptionId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(row.MeterId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(row.HourAt.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(row.From.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(row.Seconds, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync(row.Quantity, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(row.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            }

            await copy.CompleteAsync(ct);
        }

        var late = closedUntil.ToUniversalTime();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO usage_late_hours (subscription_id, meter_id, hour_at, organization_id)
            SELECT DISTINCT subscription_id, meter_id, hour_at, organization_id FROM incoming_usage WHERE hour_at < {late}
            ON CONFLICT DO NOTHING
            """,
            ct);
        return await db.Database.ExecuteSqlRawAsync(
            $"INSERT INTO usage_records ({Columns}) SELECT {Columns} FROM incoming_usage ON CONFLICT (source, record_id) DO NOTHING",
            ct);
    }

    private async Task<int> PreparedAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> rows, DateTimeOffset closedUntil, CancellationToken ct)
    {
        await using var insert = connection.CreateCommand();
        insert.CommandText =
            $"INSERT INTO usage_records ({Columns}) VALUES ($source, $id, $org, $sub, $meter, $hour, $from, $seconds, $quantity, $received) "
            + "ON CONFLICT (source, record_id) DO NOTHING";
        insert.Transaction = db.Database.CurrentTransaction is { } transaction
            ? Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction)
            : null;
        var parameters = new[] { "source", "id", "org", "sub", "meter", "hour", "from", "seconds", "quantity", "received" }
            .Select(name =>
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = "$" + name;
                insert.Parameters.Add(parameter);
                return parameter;
            })
            .ToArray();
        var inserted = 0;
        foreach (var row in rows)
        {
            parameters[0].Value = row.Source;
            parameters[1].Value = row.RecordId;
            parameters[2].Value = row.OrganizationId;
            parameters[3].Value = row.SubscriptionId;
            parameters[4].Value = row.MeterId;
            parameters[5].Value = row.HourAt.UtcTicks;
            parameters[6].Value = row.From.UtcTicks;
            parameters[7].Value = row.Seconds;
            parameters[8].Value = row.Quantity;
            parameters[9].Value = row.ReceivedAt.UtcTicks;
            inserted += await insert.ExecuteNonQueryAsync(ct);
        }

        foreach (var hour in rows.Where(row => row.HourAt < closedUntil)
            .Select(row => (row.SubscriptionId, row.MeterId, row.HourAt, row.OrganizationId)).Distinct())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO usage_late_hours (subscription_id, meter_id, hour_at, organization_id)
                VALUES ({hour.SubscriptionId}, {hour.MeterId}, {hour.HourAt.UtcTicks}, {hour.OrganizationId}) ON CONFLICT DO NOTHING
                """,
                ct);
        }

        return inserted;
    }
}
