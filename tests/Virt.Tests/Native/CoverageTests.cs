using System.Reflection;
using System.Runtime.InteropServices;

namespace Hostelry.Virt.Tests.Native;

/// <summary>Fails when libvirt has a function that nobody has decided about, and when the list says what the code does not.</summary>
public sealed class CoverageTests
{
    private static readonly string ListPath = Path.Combine(AppContext.BaseDirectory, "Native", "libvirt-9.0.symbols");

    [Fact]
    public void The_bound_group_is_what_the_code_declares()
    {
        string[] declared =
        [
            .. typeof(Connection).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        Assert.NotEmpty(declared);
        Assert.Equal(Groups()["bound"].Order(StringComparer.Ordinal), declared);
    }

    [Fact]
    public void A_symbol_is_in_one_group_and_every_group_gives_a_reason()
    {
        string[] all = [.. Groups().Values.SelectMany(symbols => symbols)];

        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["bound", "later", "never"], Groups().Keys.Order(StringComparer.Ordinal));
        Assert.All(
            File.ReadLines(ListPath).Where(line => line.StartsWith('[')),
            line => Assert.True(line.Length - line.IndexOf(']', StringComparison.Ordinal) > 10, line));
    }

    [Fact]
    public void Every_bound_symbol_is_in_the_installed_library()
    {
        nint library = NativeLibrary.Load("libvirt.so.0");

        Assert.All(Groups()["bound"], symbol => Assert.True(NativeLibrary.TryGetExport(library, symbol, out _), symbol));
    }

    [Fact]
    public void Every_public_symbol_of_the_installed_library_is_decided_about()
    {
        Version installed = Connection.LibraryVersion;
        string path = LibrarySymbols.LoadedPath("libvirt.so.0") ?? throw new InvalidOperationException("libvirt is not loaded.");
        HashSet<string> there = LibrarySymbols.Read(
            path,
            node => node.StartsWith("LIBVIRT_", StringComparison.Ordinal) && !node.StartsWith("LIBVIRT_PRIVATE", StringComparison.Ordinal));
        HashSet<string> listed = Groups().Values.SelectMany(symbols => symbols).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(listed.Except(there, StringComparer.Ordinal));
        string[] undecided = [.. there.Except(listed, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (installed.Major == 9 && installed.Minor == 0)
        {
            Assert.Empty(undecided);
        }
        else
        {
            // A newer library offers more; that breaks nothing.
            TestContext.Current.TestOutputHelper?.WriteLine($"libvirt {installed} has besides: {string.Join(' ', undecided)}");
        }
    }

    private static Dictionary<string, List<string>> Groups()
    {
        Dictionary<string, List<string>> groups = new(StringComparer.Ordinal);
        List<string> group = [];
        foreach (string line in File.ReadLines(ListPath).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            if (line.StartsWith('['))
            {
                string name = line[1..line.IndexOf(']', StringComparison.Ordinal)];
                group = groups.TryGetValue(name, out List<string>? known) ? known : groups[name] = [];
            }
            else
            {
                group.Add(line);
            }
        }

        return groups;
    }
}
