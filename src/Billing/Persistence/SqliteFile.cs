namespace Hostelry.Billing.Persistence;

/// <summary>SQLite's file holds token hashes, the keys of cookies and customers' user-data: its owner's alone, wherever it lies.</summary>
public static class SqliteFile
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes the file when it is missing, and takes it from everybody but its owner when it is there, with the log and the
    /// index beside it. Those that SQLite makes later have the file's own mode.
    /// </summary>
    /// <param name="path">The database's file; its folder exists.</param>
    public static void Protect(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Nothing of this product runs there; the compiler wants it said.
        }

        if (!File.Exists(path))
        {
            // Empty is what SQLite takes for new. Never opened here once it is there: closing it would end SQLite's locks.
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = OwnersAlone,
            }).Dispose();
        }

        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            File.SetUnixFileMode(file, OwnersAlone);
        }
    }
}
