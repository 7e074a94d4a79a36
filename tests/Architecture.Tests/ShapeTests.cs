using System.Reflection;
using System.Text.RegularExpressions;

namespace Hostelry.Architecture.Tests;

/// <summary>Small enough to hold in the head. (Methods of at most 60 lines are the analyzer's: MA0051.)</summary>
public sealed partial class ShapeTests
{
    private const int FileLines = 400;
    private const int Dependencies = 7;

    /// <summary>Seams to the outside world: the second implementation is the tests' fake, or another installation's.</summary>
    private static readonly Dictionary<string, string> Seams = new(StringComparer.Ordinal)
    {
        ["IHypervisor"] = "a host: libvirt, or the fake that behaves",
        ["ISecretSeal"] = "data protection, which Portal's composition has and Provisioning must not know",
        ["IVatRegister"] = "the register of VAT ids: VIES, or the tests' fake",
    };

    [Fact]
    public void Files_have_at_most_400_lines()
    {
        var tooLong = Repository.Files("*.cs")
            .Where(path => !Repository.IsGenerated(path))
            .Select(path => (path, lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.lines > FileLines);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Constructors_take_at_most_seven_dependencies()
    {
        // Records carry data, not dependencies.
        var wide =
            from assembly in Repository.Product
            from type in assembly.GetTypes()
            where type.IsClass && type.GetMethod("<Clone>$") is null && !IsCompilerMade(type)
            from constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            where constructor.GetParameters().Length > Dependencies
            select $"{type.FullName}: {constructor.GetParameters().Length}";

        Assert.Empty(wide);
    }

    [Fact]
    public void Interfaces_have_two_implementations_or_stand_at_a_seam()
    {
        List<Type> types = [.. Repository.Product.SelectMany(assembly => assembly.GetTypes())];
        var twins =
            from contract in types
            where contract.IsInterface && !IsCompilerMade(contract) && !Seams.ContainsKey(contract.Name)
            let implementations = types.Count(type => type is { IsInterface: false, IsAbstract: false } && Implements(type, contract))
            where implementations < 2
            select $"{contract.FullName}: {implementations}";

        Assert.Empty(twins);
        Assert.Empty(Seams.Keys.Except(types.Where(type => type.IsInterface).Select(type => type.Name)));
    }

    [Fact]
    public void Kernel_stands_on_the_base_class_library_alone()
    {
        var foreign =
            from path in Repository.Files("*.cs", "src/Billing/Kernel")
            let text = Repository.Read(path)
            from Match name in OutsideTheKernel().Matches(text).Concat(BesideTheKernel().Matches(text))
            select $"{path}: {name.Value}";

        Assert.Empty(foreign);
    }

    /// <summary>Whoever could call it elsewhere would give away any sum without a second member of staff.</summary>
    [Fact]
    public void Credit_is_granted_where_requests_are_carried_out_and_nowhere_else()
    {
        var callers = Repository.Files("*.cs", "src").Where(path => GrantsCredit().IsMatch(Repository.Read(path))).Select(Path.GetFileName);

        Assert.Equal(
            ["BillingServices.cs", "CarryOutMoneyRequests.cs", "GrantCredit.cs"], callers.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>The kernel lies within Hostelry.Billing, so it sees the rest of that room without a using.</summary>
    private static Regex BesideTheKernel()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/Billing")).Select(Path.GetFileName)
            .Except(["Kernel", "bin", "obj"]);
        return new Regex($@"\b({string.Join('|', folders)})\.[A-Z]\w*|\bBilling(Db|Services)\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }

    private static bool Implements(Type type, Type contract) => contract.IsGenericTypeDefinition
        ? type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == contract)
        : contract.IsAssignableFrom(type);

    private static bool IsCompilerMade(Type type) => type.FullName!.Contains('<', StringComparison.Ordinal);

    [GeneratedRegex(@"\bGrantCredit\b", RegexOptions.None, 1000)]
    private static partial Regex GrantsCredit();

    [GeneratedRegex(@"\busing\s+(static\s+)?(?!System\b|Hostelry\.Billing\.Kernel\b)[A-Z][\w.]*;|\b(Microsoft|Npgsql|Hangfire|Stripe|NodaTime)\.\w+|\bHostelry\.(?!Billing\.Kernel\b)[\w.]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutsideTheKernel();
}
