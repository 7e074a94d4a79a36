using System.Buffers.Binary;
using System.Text;

namespace Hostelry.Virt.Tests.Native;

/// <summary>Reads the public symbols of a 64-bit ELF library with symbol versions, as <c>nm -D --defined-only</c> shows them.</summary>
internal static class LibrarySymbols
{
    private const uint DynamicSymbols = 11;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNumbers = 0x6fffffff;

    /// <summary>Path of a library that this process has loaded.</summary>
    public static string? LoadedPath(string name) =>
        File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? at : line.Length)..])
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));

    /// <summary>Names of defined symbols whose version's name passes.</summary>
    public static HashSet<string> Read(string path, Func<string, bool> version)
    {
        byte[] file = File.ReadAllBytes(path);
        List<Section> sections = Sections(file);
        Section symbols = sections.Single(section => section.Type == DynamicSymbols);
        Section names = sections[symbols.Link];
        Section numbers = sections.Single(section => section.Type == VersionNumbers);
        Dictionary<int, string> versions = Versions(file, sections);

        HashSet<string> found = new(StringComparer.Ordinal);
        const int SymbolBytes = 24;
        for (int index = 0; index < symbols.Size / SymbolBytes; index++)
        {
            int at = symbols.Offset + (index * SymbolBytes);
            bool defined = Short(file, at + 6) != 0;
            int number = Short(file, numbers.Offset + (index * 2)) & 0x7fff;
            if (defined && versions.TryGetValue(number, out string? node) && version(node))
            {
                string name = Text(file, names.Offset + Int(file, at));

                // The version nodes themselves are symbols too.
                if (!string.Equals(name, node, StringComparison.Ordinal))
                {
                    found.Add(name);
                }
            }
        }

        return found;
    }

    private static Dictionary<int, string> Versions(byte[] file, List<Section> sections)
    {
        Section definitions = sections.Single(section => section.Type == VersionDefinitions);
        int names = sections[definitions.Link].Offset;
        Dictionary<int, string> versions = [];
        for (int at = definitions.Offset; ;)
        {
            int number = Short(file, at + 4) & 0x7fff;
            int first = at + Int(file, at + 12);
            versions[number] = Text(file, names + Int(file, first));
            int next = Int(file, at + 16);
            if (next == 0)
            {
                return versions;
            }

            at += next;
        }
    }

    private static List<Section> Sections(byte[] file)
    {
        int start = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(0x28));
        int size = Short(file, 0x3a);
        int count = Short(file, 0x3c);
        return
        [
            .. Enumerable.Range(0, count).Select(index => start + (index * size)).Select(at => new Section(
                (uint)Int(file, at + 4),
                (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 0x18)),
                (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 0x20)),
                Int(file, at + 0x28))),
        ];
    }

    private static int Int(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private static ushort Short(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private static string Text(byte[] file, int at) =>
        Encoding.ASCII.GetString(file.AsSpan(at, file.AsSpan(at).IndexOf((byte)0)));

    private sealed record Section(uint Type, int Offset, int Size, int Link);
}
