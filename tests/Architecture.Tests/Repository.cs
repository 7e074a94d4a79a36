using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hostelry.Architecture.Tests;

/// <summary>Where the sources are, and the product's assemblies as they were built beside these tests.</summary>
internal static class Repository
{
    private static readonly string[] NotSources = ["bin", "obj", ".git", ".vs", ".idea", "artifacts", "node_modules", "var", "TestResults"];

    public static readonly string Root = Path.GetFullPath("../..", Path.GetDirectoryName(ThisFile())!);

    /// <summary>Portal, Provisioning, Billing, Virt: what a process of the product loads of ours.</summary>
    public static readonly IReadOnlyList<Assembly> Product =
    [
        typeof(Billing.Kernel.Tenant).Assembly,
        typeof(Provisioning.ProvisioningDb).Assembly,
        Assembly.Load("Hostelry.Virt"),
        Assembly.Load("Hostelry.Portal"),
    ];

    /// <summary>Every file that is not a build's output, relative to the root, with '/'.</summary>
    public static IEnumerable<string> Files(string pattern = "*", string under = ".") =>
        Walk(new DirectoryInfo(Path.Combine(Root, under)))
            .SelectMany(folder => folder.EnumerateFiles(pattern))
            .Where(file => file.LinkTarget is null && file.Name != ".git")
            .Select(file => Path.GetRelativePath(Root, file.FullName))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Migrations that the tool wrote are not code that anybody reads or edits.</summary>
    public static bool IsGenerated(string path) =>
        path.StartsWith("migrations/", StringComparison.Ordinal)
        && (Path.GetFileName(path)[0] is >= '0' and <= '9' || path.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal));

    private static IEnumerable<DirectoryInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateDirectories()
            .Where(child => !NotSources.Contains(child.Name) && child.LinkTarget is null)
            .SelectMany(Walk)
            .Prepend(folder);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
