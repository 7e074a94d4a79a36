using System.Data.Common;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace Hostelry.Testing.Installations;

/// <summary>The database of an installation: made empty, read past every wall of the product, dropped.</summary>
public sealed class InstallationDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _connection;

    private InstallationDatabase(DatabaseKind kind, string name, string connection, IReadOnlyDictionary<string, string> settings) =>
        (Kind, _name, _connection, Settings) = (kind, name, connection, settings);

    public DatabaseKind Kind { get; }

    /// <summary>What the product has to know of it.</summary>
    internal IReadOnlyDictionary<string, string> Settings { get; }

    /// <param name="kind">Which.</param>
    /// <param name="folder">The installation's, where SQLite's file will lie.</param>
    internal static async Task<InstallationDatabase> CreateAsync(DatabaseKind kind, string folder)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database:Provider"] = kind == DatabaseKind.Sqlite ? "sqlite" : "postgres",
        };
        if (kind == DatabaseKind.Sqlite)
        {
            // No pool: the file must be nobody's when the product's own connections are what is tested.
            var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "hostelry.db"), Pooling = false };
            return new InstallationDatabase(kind, "", file.ConnectionString, settings);
        }

        var server = await TestPostgres.ConnectionStringAsync();
        var name = "hostelry_test_" + Path.GetFileName(folder).ToLowerInvariant().Replace('-', '_').Replace('.', '_');
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        string As(string? user) => new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            Username = user ?? new NpgsqlConnectionStringBuilder(server).Username,
            Pooling = user is not null,
        }.ConnectionString;
        settings["ConnectionStrings:Owner"] = As(null);
        settings["ConnectionStrings:Web"] = As("hostelry_web");
        settings["ConnectionStrings:Staff"] = As("hostelry_staff");
        settings["ConnectionStrings:Worker"] = As("hostelry_worker");
        return new InstallationDatabase(kind, name, As(null), settings);
    }

    /// <summary>Every row of a query as text, columns separated by <c>|</c>, null as nothing; as the owner.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader, column))));
        }

        return rows;
    }

    /// <summary>The first column of the only row.</summary>
    public async Task<string> ValueAsync(string sql) => (await RowsAsync(sql)).Single();

    /// <summary>Changes rows behind the product's back; how many.</summary>
    public async Task<int> ChangeAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = Command(connection, sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>A moment as this database writes it in SQL.</summary>
    public string Literal(DateTimeOffset moment) => Kind == DatabaseKind.Sqlite
        ? FormattableString.Invariant($"{moment.UtcTicks}")
        : FormattableString.Invariant($"'{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");

    /// <summary>A moment as <see cref="RowsAsync"/> gives it.</summary>
    public static DateTimeOffset Moment(string text) => long.TryParse(text, out var ticks)
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (Kind == DatabaseKind.Postgres)
        {
            await ExecuteAsync(await TestPostgres.ConnectionStringAsync(), $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }
    }

    private DbConnection Connect() =>
        Kind == DatabaseKind.Sqlite ? new SqliteConnection(_connection) : new NpgsqlConnection(_connection);

    private static string Text(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => "",
        DateTime moment => new DateTimeOffset(moment, TimeSpan.Zero).ToString("O"),
        IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };

    private static async Task ExecuteAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = Command(connection, statement);
        await command.ExecuteNonQueryAsync();
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // tests' own text
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
