using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hostelry.Architecture.Tests;

/// <summary>What is shipped holds no failpoint, no fake and no test library. Read from the assemblies, not from the sources.</summary>
public sealed class ReleaseTests
{
    private const byte Call = 0x28;

    private static readonly string[] TestLibraries =
        ["xunit", "Hostelry.Testing", "Hostelry.Simulation", "Microsoft.Extensions.TimeProvider.Testing", "Microsoft.AspNetCore.Mvc.Testing"];

    public static TheoryData<string> Assemblies => [.. Repository.Product.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_calls_no_failpoint(string name)
    {
        using var image = new PEReader(File.OpenRead(LocationOf(name)));
        var reader = image.GetMetadataReader();
        var tokens = FailpointTokens(reader).ToHashSet();

        var callers =
            from handle in reader.MethodDefinitions
            let method = reader.GetMethodDefinition(handle)
            where method.RelativeVirtualAddress != 0
            let code = image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? []
            where Calls(code, tokens)
            select reader.GetString(method.Name);

        Assert.Empty(callers);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_refers_to_no_test_library(string name)
    {
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, reference =>
            TestLibraries.Any(library => reference.StartsWith(library, StringComparison.OrdinalIgnoreCase))
            || reference.EndsWith(".Tests", StringComparison.Ordinal));
    }

    private static string LocationOf(string name) => Assembly.Load(name).Location;

    /// <summary>Tokens by which this assembly could call Failpoint.Hit: a reference, or its own definition in Billing.</summary>
    private static IEnumerable<int> FailpointTokens(MetadataReader reader)
    {
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference
                && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == "Failpoint")
            {
                yield return MetadataTokens.GetToken(handle);
            }
        }

        foreach (var handle in reader.MethodDefinitions)
        {
            var type = reader.GetTypeDefinition(reader.GetMethodDefinition(handle).GetDeclaringType());
            if (reader.GetString(type.Name) is "Failpoint" or "FailpointSignals")
            {
                yield return MetadataTokens.GetToken(handle);
            }
        }
    }

    private static bool Calls(byte[] code, HashSet<int> tokens) =>
        Enumerable.Range(0, Math.Max(0, code.Length - 4))
            .Any(at => code[at] == Call && tokens.Contains(BitConverter.ToInt32(code, at + 1)));
}
