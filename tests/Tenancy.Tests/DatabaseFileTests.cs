using System.Runtime.Versioning;

using Hostelry.Billing.Persistence;
using Hostelry.Migrations;

using Microsoft.Data.Sqlite;

namespace Hostelry.Tenancy.Tests;

[SupportedOSPlatform("linux")]
public sealed class DatabaseFileTests
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task SQLites_file_its_log_and_its_index_are_their_owners_alone_from_the_first_moment()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "hostelry.db");
        Assert.Equal(0, await MigrationCommand.RunAsync([$"--Home={folder.Path}"], TestContext.Current.CancellationToken));

        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        string[] files = [file, file + "-wal", file + "-shm"];
        Assert.All(files, name => Assert.Equal(OwnersAlone, File.GetUnixFileMode(name)));
    }

    [Fact]
    public void Files_of_an_older_installation_are_taken_from_everybody_else()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "hostelry.db");
        foreach (var name in new[] { file, file + "-wal" })
        {
            File.WriteAllText(name, "kept");
            File.SetUnixFileMode(name, OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        SqliteFile.Protect(file);

        Assert.Equal((OwnersAlone, OwnersAlone), (File.GetUnixFileMode(file), File.GetUnixFileMode(file + "-wal")));
        Assert.Equal("kept", File.ReadAllText(file));
        Assert.False(File.Exists(file + "-shm"));
    }
}
