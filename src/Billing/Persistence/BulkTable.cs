using System.Data.Common;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

using Npgsql;

namespace Hostelry.Billing.Persistence;

/// <summary>One table's columns as the model knows them, and how a row's values become theirs.</summary>
internal sealed class BulkTable
{
    private readonly string _target;
    private readonly List<Column> _columns;

    public BulkTable(IEntityType type, Func<IProperty, object?>? instead)
    {
        var place = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        _columns = [.. type.GetProperties().Select(property => new Column(property, place, instead?.Invoke(property)))];
        _target = $"{place.Name} ({string.Join(", ", _columns.Select(column => column.Name))})";
    }

    public async Task CopyAsync(NpgsqlConnection connection, List<EntityEntry> rows, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {_target} FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            foreach (var column in _columns)
            {
                var value = column.ValueOf(row.Entity);
                await (value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(value, column.Type, ct));
            }
        }

        await copy.CompleteAsync(ct);
    }

    public async Task InsertAsync(DbConnection connection, List<EntityEntry> rows, CancellationToken ct)
    {
        await using var insert = connection.CreateCommand();
#pragma warning disable CA2100 // names of tables and columns come from the model
        insert.CommandText = $"INSERT INTO {_target} VALUES ({string.Join(", ", _columns.Select((_, at) => $"$p{at}"))})";
#pragma warning restore CA2100
        var parameters = _columns.Select((_, at) =>
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"$p{at}";
            parameter.Value = DBNull.Value;
            insert.Parameters.Add(parameter);
            return parameter;
        }).ToArray();
        await insert.PrepareAsync(ct);
        foreach (var row in rows)
        {
            for (var at = 0; at < parameters.Length; at++)
            {
                parameters[at].Value = _columns[at].ValueOf(row.Entity) ?? DBNull.Value;
            }

            await insert.ExecuteNonQueryAsync(ct);
        }
    }

    private sealed class Column(IProperty property, StoreObjectIdentifier place, object? instead)
    {
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName(place)!;

        /// <summary>Without its length: <c>character varying</c>.</summary>
        public string Type { get; } = property.GetColumnType().Split('(')[0];

        public object? ValueOf(object entity)
        {
            var value = instead ?? property.GetGetter().GetClrValue(entity);
            return value is null || _convert is null ? value : _convert(value);
        }
    }
}
