using System.Globalization;
using System.Text;

using Hostelry.Billing.Metering;

using Parquet;
using Parquet.Schema;

namespace Hostelry.Portal.Features.Export;

/// <summary>Usage as files that other programs read: CSV, or Parquet for reports over much of it. Whole numbers alone.</summary>
internal static class UsageFile
{
    /// <summary>Rows of one row group of a Parquet file: what is held in memory.</summary>
    private const int Group = 50_000;

    private static readonly DateTimeDataField Hour = new(
        "hour_at", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: false);

    private static readonly DataField<long> Organization = new("organization_id");
    private static readonly DataField<long> Subscription = new("subscription_id");
    private static readonly DataField<string> Kind = new("resource_kind");
    private static readonly DataField<long> Resource = new("resource_id");
    private static readonly DataField<string> Description = new("description");
    private static readonly DataField<string> Meter = new("meter");
    private static readonly DataField<string> Unit = new("unit");
    private static readonly DataField<long> Quantity = new("quantity");
    private static readonly DataField<int> Scale = new("scale");
    private static readonly DataField<long> Records = new("records");

    /// <summary>How many rows were written; the file stays open.</summary>
    public static async Task<long> CsvAsync(IAsyncEnumerable<UsageRow> rows, Stream file, CancellationToken ct)
    {
        var count = 0L;
        await using var text = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
        var csv = new Csv(text);
        await csv.RowAsync(
            "hour_at", "organization_id", "subscription_id", "resource_kind", "resource_id", "description", "meter", "unit", "quantity",
            "scale", "records");
        await foreach (var row in rows.WithCancellation(ct))
        {
            await csv.RowAsync(
                row.HourAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.OrganizationId, row.SubscriptionId,
                row.ResourceKind, row.ResourceId, row.Description, row.Meter, row.Unit, row.Quantity, row.Scale, row.Records);
            count++;
        }

        return count;
    }

    /// <summary>How many rows were written.</summary>
    /// <param name="rows">Read a group at a time.</param>
    /// <param name="file">Seekable; stays open.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<long> ParquetAsync(IAsyncEnumerable<UsageRow> rows, Stream file, CancellationToken ct)
    {
        var count = 0L;
        var schema = new ParquetSchema(
            Hour, Organization, Subscription, Kind, Resource, Description, Meter, Unit, Quantity, Scale, Records);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: ct);
        var group = new List<UsageRow>(Group);
        await foreach (var row in rows.WithCancellation(ct))
        {
            group.Add(row);
            count++;
            if (group.Count == Group)
            {
                await WriteAsync(writer, group, ct);
                group.Clear();
            }
        }

        if (group.Count > 0 || count == 0)
        {
            await WriteAsync(writer, group, ct);
        }

        return count;
    }

    private static async Task WriteAsync(ParquetWriter writer, List<UsageRow> rows, CancellationToken ct)
    {
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<DateTime>(Hour, Column(rows, row => row.HourAt.UtcDateTime), cancellationToken: ct);
        await group.WriteAsync<long>(Organization, Column(rows, row => row.OrganizationId), cancellationToken: ct);
        await group.WriteAsync<long>(Subscription, Column(rows, row => row.SubscriptionId), cancellationToken: ct);
        await group.WriteAsync(Kind, Texts(rows, row => row.ResourceKind));
        await group.WriteAsync<long>(Resource, Column(rows, row => row.ResourceId), cancellationToken: ct);
        await group.WriteAsync(Description, Texts(rows, row => row.Description));
        await group.WriteAsync(Meter, Texts(rows, row => row.Meter));
        await group.WriteAsync(Unit, Texts(rows, row => row.Unit));
        await group.WriteAsync<long>(Quantity, Column(rows, row => row.Quantity), cancellationToken: ct);
        await group.WriteAsync<int>(Scale, Column(rows, row => row.Scale), cancellationToken: ct);
        await group.WriteAsync<long>(Records, Column(rows, row => row.Records), cancellationToken: ct);
        group.CompleteValidate();
    }

    private static ReadOnlyMemory<T> Column<T>(List<UsageRow> rows, Func<UsageRow, T> value) => rows.Select(value).ToArray();

    private static string[] Texts(List<UsageRow> rows, Func<UsageRow, string> value) => [.. rows.Select(value)];
}
