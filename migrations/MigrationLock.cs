namespace Hostelry.Migrations;

/// <summary>
/// A file that one migrating process holds open for itself; the kernel lets go when the process dies, however it dies.
/// Who holds it may remove what a killed migration left behind.
/// </summary>
public sealed class MigrationLock : IDisposable
{
    private readonly FileStream _file;

    private MigrationLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting up to <paramref name="patience"/>.</summary>
    /// <exception cref="IOException">Another process still migrates.</exception>
    public static async Task<MigrationLock> TakeAsync(
        string path, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new MigrationLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            }
            catch (IOException) when (time.GetElapsedTime(start) < patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
