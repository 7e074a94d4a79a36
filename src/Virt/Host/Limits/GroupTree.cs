using System.Globalization;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Limits;

/// <summary>
/// A control group with all that a guest made below it, which may be deeper than the longest path that the kernel takes. So it
/// is walked by open directories, one step at a time.
/// </summary>
internal static class GroupTree
{
    public static List<int> Processes(string top)
    {
        List<int> found = [];
        Walk(top, group => found.AddRange(
            File.ReadLines($"{group}/cgroup.procs").Select(line => int.Parse(line, CultureInfo.InvariantCulture))));
        return found;
    }

    /// <summary>Lets go what was frozen anywhere in it: until then nothing there dies.</summary>
    public static void Thaw(string top) => Walk(top, group => File.WriteAllText($"{group}/freezer.state", "THAWED"));

    public static void Remove(string top) => Walk(top, group => Until.True(
        () => TryRemove(group), Until.Soon, () => new HostException("busy", $"{top}: a group in it cannot be removed.")));

    // The files of a control group are not entries that could be deleted: rmdir alone. It is busy for a moment after the last
    // process has gone from its list.
    private static bool TryRemove(string group)
    {
        try
        {
            Libc.RemoveDirectory(group);
            return true;
        }
        catch (HostException busy) when (busy.Code == "busy")
        {
            return false;
        }
    }

    /// <summary>Calls for each group, those below before those above, with a path that holds during the call.</summary>
    private static void Walk(string top, Action<string> visit)
    {
        if (!Directory.Exists(top))
        {
            return;
        }

        var names = new Stack<string>();
        var unseen = new Stack<Queue<string>>([new Queue<string>([Path.GetFileName(top)])]);
        SafeFileHandle here = Open(null, Path.GetDirectoryName(top)!)!;
        try
        {
            while (true)
            {
                if (unseen.Peek().TryDequeue(out string? name))
                {
                    SafeFileHandle? below = Open(here, name);
                    if (below is not null)
                    {
                        here.Dispose();
                        here = below;
                        names.Push(name);
                        unseen.Push(Children(here));
                    }
                }
                else if (names.TryPop(out string? done))
                {
                    _ = unseen.Pop();
                    SafeFileHandle above = Open(here, "..")!;
                    here.Dispose();
                    here = above;
                    visit($"{PathOf(here)}/{done}");
                }
                else
                {
                    return;
                }
            }
        }
        finally
        {
            here.Dispose();
        }
    }

    private static SafeFileHandle? Open(SafeFileHandle? directory, string name) =>
        Libc.Open(directory, name, Libc.DirectoryOnly | Libc.NoFollow);

    private static Queue<string> Children(SafeFileHandle directory) =>
        new(Directory.EnumerateDirectories(PathOf(directory)).Select(path => Path.GetFileName(path)));

    private static string PathOf(SafeFileHandle directory) =>
        FormattableString.Invariant($"/proc/self/fd/{directory.DangerousGetHandle()}");
}
