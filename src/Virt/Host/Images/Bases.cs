using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Images;

/// <summary>A recipe's own description.</summary>
/// <param name="Name">Of the image.</param>
/// <param name="Suite">Debian's name of the release.</param>
/// <param name="Packages">Beyond those of the variant.</param>
/// <param name="Variant">mmdebstrap's word for what is there from the start: <c>minbase</c>, or <c>extract</c> for nothing.</param>
internal sealed record Recipe(string Name, string Suite, IReadOnlyList<string> Packages, string Variant = "minbase");

/// <summary>A base that lies ready.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="RecipeDigest">sha256 of the recipe's files: another recipe is another base.</param>
/// <param name="Digest">sha256 of the base's content: names, owners, modes, bytes. Its directory's name.</param>
/// <param name="SizeBytes">On disk.</param>
/// <param name="BuiltAt">When, UTC.</param>
internal sealed record BaseFacts(string Recipe, string RecipeDigest, string Digest, long SizeBytes, DateTimeOffset BuiltAt);

/// <summary>
/// The read-only trees that guests share, built here from the distribution's packages: by recipes that this program carries,
/// or by those that root has laid into <see cref="RecipesDirectory"/>.
/// </summary>
internal static partial class Bases
{
    public const string BasesDirectory = "/var/lib/hostelry-host/bases";

    /// <summary>The operator's own recipes, a directory each. They run as root, so nobody else may write there.</summary>
    public const string RecipesDirectory = "/etc/hostelry-host/recipes";

    /// <summary>The base's directory.</summary>
    public static string Require(string digest)
    {
        string directory = Path.Combine(BasesDirectory, digest);
        return DigestPattern().IsMatch(digest) && Directory.Exists(directory)
            ? directory
            : throw new HostException("not_found", "That base is not on this host.");
    }

    public static IReadOnlyList<BaseFacts> List() => Directory.Exists(BasesDirectory)
        ? [.. Directory.EnumerateFiles(BasesDirectory, "*.json").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    /// <summary>Builds the recipe's base, or finds it built. Progress goes to standard error.</summary>
    public static BaseFacts Build(string recipeName)
    {
        if (!RecipePattern().IsMatch(recipeName)
            || (!ResourceNames(recipeName).Any() && !Directory.Exists(Path.Combine(RecipesDirectory, recipeName))))
        {
            throw new HostException("not_found", "There is no such recipe.");
        }

        using SafeFileHandle building = File.OpenHandle(
            Path.Combine(BasesDirectory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        Libc.LockExclusive(building);
        string kitchen = Path.Combine(BasesDirectory, ".build");
        DeleteTree(kitchen);
        _ = Directory.CreateDirectory(kitchen);
        Fetch(recipeName, Path.Combine(kitchen, "recipe"));
        string recipeDigest = DigestOfTree(Path.Combine(kitchen, "recipe"));
        if (List().FirstOrDefault(known => known.RecipeDigest == recipeDigest) is { } built)
        {
            DeleteTree(kitchen);
            return built;
        }

        BaseFacts made = Cook(kitchen, recipeDigest);
        DeleteTree(kitchen);
        return made;
    }

    private static BaseFacts Cook(string kitchen, string recipeDigest)
    {
        string recipeDirectory = Path.Combine(kitchen, "recipe");
        Recipe recipe = JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(recipeDirectory, "recipe.json")), HostJson.Default.Recipe)!;
        string root = Path.Combine(kitchen, "root");
        string moment = recipe.Variant == "extract" ? "extract" : "customize"; // the last one that the variant comes to
        Console.Error.WriteLine($"Building {recipe.Name} from packages of {recipe.Suite}; this takes a minute or two.");
        Tool.RunAloud(
            "mmdebstrap",
            [
                $"--variant={recipe.Variant}",
                $"--include={string.Join(',', recipe.Packages)}",
                "--dpkgopt=path-exclude=/usr/share/man/*",
                "--dpkgopt=path-exclude=/usr/share/locale/*",
                "--dpkgopt=path-exclude=/usr/share/doc/*",
                "--dpkgopt=path-include=/usr/share/doc/*/copyright",
                "--aptopt=APT::Install-Recommends \"false\"",
                $"--{moment}-hook=copy-in {recipeDirectory}/files/etc /",
                $"--{moment}-hook=sh {recipeDirectory}/customize.sh \"$1\"",
                recipe.Suite,
                root,
                .. PackageSources.For(recipe.Suite),
            ],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SOURCE_DATE_EPOCH"] = "1700000000" });
        Console.Error.WriteLine("Measuring the base.");
        string digest = DigestOfTree(root);
        string size = Tool.Run("du", ["-s", "--block-size=1", root]).Split('\t')[0];
        var facts = new BaseFacts(
            recipe.Name, recipeDigest, digest, long.Parse(size, CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow());
        string home = Path.Combine(BasesDirectory, digest);
        if (!Directory.Exists(home))
        {
            Directory.Move(root, home);
        }

        File.WriteAllText(
            Path.Combine(BasesDirectory, $"{recipe.Name}-{recipeDigest[..12]}.json"),
            JsonSerializer.Serialize(facts, HostJson.Default.BaseFacts));
        return facts;
    }

    // Names, types, owners, modes, links and bytes, in one order; times do not count.
    private static string DigestOfTree(string directory)
    {
        const string Measure = """
            tar --sort=name --mtime=@0 --numeric-owner --format=posix \
              --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -C "$1" -c . | sha256sum
            """;
        return Tool.Run("/bin/sh", ["-c", Measure, "sh", directory])[..64];
    }

    private static IEnumerable<string> ResourceNames(string recipe) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"Images/{recipe}/", StringComparison.Ordinal));

    private static void Fetch(string recipe, string home)
    {
        string own = Path.Combine(RecipesDirectory, recipe);
        if (ResourceNames(recipe).Any())
        {
            Unpack(recipe, home);
        }
        else if (Tool.Run("find", [own, "!", "-type", "l", "(", "!", "-user", "root", "-o", "-perm", "/022", ")"]).Length == 0)
        {
            _ = Tool.Run("cp", ["-r", "--", own, home]);
        }
        else
        {
            throw new HostException("refused", $"Others than root may write to {own}.");
        }
    }

    private static void Unpack(string recipe, string home)
    {
        foreach (string name in ResourceNames(recipe))
        {
            string path = Path.Combine(home, name[$"Images/{recipe}/".Length..]);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Stream from = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            using FileStream to = File.Create(path);
            from.CopyTo(to);
        }
    }

    private static void DeleteTree(string directory)
    {
        if (MountTable.Below(directory).Any())
        {
            throw new HostException("busy", $"Something is mounted below {directory}.");
        }

        if (Directory.Exists(directory))
        {
            _ = Tool.Run("rm", ["-rf", "--one-file-system", "--", directory]);
        }
    }

    private static BaseFacts Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), HostJson.Default.BaseFacts)!;

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.None, 1000)]
    private static partial Regex DigestPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z", RegexOptions.None, 1000)]
    private static partial Regex RecipePattern();
}
