using System.Xml.Linq;

namespace Hostelry.Architecture.Tests;

/// <summary>Compile-time references run one way: Portal → Provisioning → Billing and Virt, which know nobody.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Billing/Billing.csproj"] = [],
        ["src/Virt/Virt.csproj"] = [],
        ["src/Virt/Host/Host.csproj"] = [],
        ["src/Provisioning/Provisioning.csproj"] = ["src/Billing/Billing.csproj", "src/Virt/Virt.csproj"],
        ["src/Portal/Portal.csproj"] = ["src/Billing/Billing.csproj", "src/Provisioning/Provisioning.csproj"],
        ["migrations/Migrations.csproj"] =
            ["src/Billing/Billing.csproj", "src/Portal/Portal.csproj", "src/Provisioning/Provisioning.csproj"],
    };

    [Fact]
    public void Projects_refer_to_each_other_in_the_one_direction_only()
    {
        var found = Repository.Files("*.csproj")
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
            .ToDictionary(path => path, References, StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(), found.Keys.Order());
        foreach (var (project, references) in found)
        {
            Assert.Empty(references.Except(Allowed[project]).Select(reference => $"{project} → {reference}"));
        }
    }

    [Fact]
    public void Assemblies_hold_no_reference_that_their_projects_may_not_have()
    {
        string[] Ours(string name) =>
            [.. Repository.Product.Single(assembly => assembly.GetName().Name == name).GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(reference => reference.StartsWith("Hostelry.", StringComparison.Ordinal))];

        Assert.Empty(Ours("Hostelry.Billing"));
        Assert.Empty(Ours("Hostelry.Virt"));
        Assert.Empty(Ours("Hostelry.Provisioning").Except(["Hostelry.Billing", "Hostelry.Virt"]));
        Assert.Empty(Ours("Hostelry.Portal").Except(["Hostelry.Billing", "Hostelry.Provisioning"]));
    }

    [Fact]
    public void Portal_cannot_see_types_of_Virt()
    {
        // Without transitive references a Virt type in Portal does not compile (CS0246); the flag is what makes it so.
        var portal = XDocument.Parse(Repository.Read("src/Portal/Portal.csproj"));

        Assert.Equal("true", portal.Descendants("DisableTransitiveProjectReferences").Single().Value);
    }

    [Fact]
    public void Hangfire_storage_and_stripe_stay_out_of_the_inner_rooms()
    {
        string[] Packages(string project) =>
            [.. XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")
                .Select(package => package.Attribute("Include")!.Value)];

        Assert.DoesNotContain(
            Packages("src/Provisioning/Provisioning.csproj"),
            package => package.StartsWith("Stripe", StringComparison.Ordinal)
                || (package.StartsWith("Hangfire", StringComparison.Ordinal) && package != "Hangfire.Core"));
        Assert.DoesNotContain(
            Packages("src/Billing/Billing.csproj"),
            package => package.StartsWith("Hangfire", StringComparison.Ordinal)
                || package.Contains("AspNetCore", StringComparison.Ordinal));
        Assert.Empty(Packages("src/Virt/Virt.csproj"));
    }

    [Fact]
    public void Solution_holds_every_project_and_every_project_its_lock_file()
    {
        var solution = Repository.Read("Portal.sln").Replace('\\', '/');
        foreach (var project in Repository.Files("*.csproj"))
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
            Assert.True(
                File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")),
                $"{project} has no packages.lock.json");
        }
    }

    private static string[] References(string project)
    {
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(project)!);
        return [.. XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(reference.Attribute("Include")!.Value.Replace('\\', '/'), folder))
            .Select(path => Path.GetRelativePath(Repository.Root, path))];
    }
}
