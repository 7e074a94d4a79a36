using System.Text.Json.Serialization;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Images;

namespace Hostelry.Virt.Host;

/// <summary>Why a verb did not do its work.</summary>
internal sealed record ErrorAnswer(string Error, string Message);

/// <summary>What this host is, and what a domain on it must say.</summary>
/// <param name="Kind"><c>systemd</c>, <c>hybrid</c> or <c>unsupported</c>.</param>
/// <param name="Cores">Online CPUs.</param>
/// <param name="MemoryBytes">Total.</param>
/// <param name="FreeDiskBytes">For guests.</param>
/// <param name="Missing">What to do before guests can run, one sentence each.</param>
/// <param name="Emulator">The controller a domain must name; null for libvirt's own.</param>
/// <param name="Init">The file to bind into guests as process 1.</param>
/// <param name="ProcFiles">Files to bind over the guest's /proc.</param>
internal sealed record HostAnswer(
    string Kind,
    int Cores,
    long MemoryBytes,
    long FreeDiskBytes,
    IReadOnlyList<string> Missing,
    string? Emulator,
    string Init,
    IReadOnlyList<string> ProcFiles);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(HostAnswer))]
[JsonSerializable(typeof(Observation))]
[JsonSerializable(typeof(IReadOnlyList<Observation>))]
[JsonSerializable(typeof(GuestNetwork))]
[JsonSerializable(typeof(DiskFacts))]
[JsonSerializable(typeof(StartFacts))]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(BaseFacts))]
[JsonSerializable(typeof(IReadOnlyList<BaseFacts>))]
[JsonSerializable(typeof(SeedRequest))]
[JsonSerializable(typeof(PasswordRequest))]
internal sealed partial class HostJson : JsonSerializerContext;
