namespace Hostelry.Virt.Host.Guests;

/// <summary>What is mounted where, as this thread's mount namespace has it.</summary>
internal static class MountTable
{
    /// <summary>Whether something is mounted at exactly this path.</summary>
    public static bool IsMounted(string path) =>
        File.ReadLines("/proc/thread-self/mountinfo").Any(line => line.Split(' ')[4] == path);

    /// <summary>Whether a mount of this type lies at exactly this path.</summary>
    public static bool IsMounted(string path, string type) =>
        File.ReadLines("/proc/thread-self/mountinfo").Any(line =>
            line.Split(' ')[4] == path && line.Contains($" - {type} ", StringComparison.Ordinal));

    /// <summary>Mount points below a directory.</summary>
    public static IEnumerable<string> Below(string directory) =>
        File.ReadLines("/proc/thread-self/mountinfo")
            .Select(line => line.Split(' ')[4])
            .Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal));

    /// <summary>The loop device that holds a file; null when none does.</summary>
    public static string? LoopDeviceOf(string file)
    {
        foreach (string device in Directory.EnumerateDirectories("/sys/block", "loop*"))
        {
            string backing = Path.Combine(device, "loop/backing_file");
            if (File.Exists(backing) && Content(backing) == file)
            {
                return "/dev/" + Path.GetFileName(device);
            }
        }

        return null;
    }

    private static string? Content(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null; // Let go of between the two looks.
        }
    }
}
