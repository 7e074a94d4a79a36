namespace Hostelry.Virt;

/// <summary>What a host is and what a domain on it must say; the answer of <c>facts</c> and <c>setup</c>.</summary>
/// <param name="Kind"><c>systemd</c>, <c>hybrid</c> or <c>unsupported</c>.</param>
/// <param name="Cores">Online CPUs.</param>
/// <param name="MemoryBytes">Total.</param>
/// <param name="FreeDiskBytes">For guests.</param>
/// <param name="Missing">What to do before guests can run, one sentence each; empty when ready.</param>
/// <param name="Emulator">The controller that a domain must name; null for libvirt's own.</param>
/// <param name="Init">The file to bind into guests, which becomes process 1.</param>
/// <param name="ProcFiles">Files of the host to bind over files of the same name in the guest's /proc.</param>
public sealed record HostAnswer(
    string Kind,
    int Cores,
    long MemoryBytes,
    long FreeDiskBytes,
    IReadOnlyList<string> Missing,
    string? Emulator,
    string Init,
    IReadOnlyList<string> ProcFiles);

/// <summary>What lies on a host of one guest, libvirt's part apart; the answer of <c>observe</c> and of all changes.</summary>
/// <param name="Name">The guest.</param>
/// <param name="Operation">Newest operation seen; 0 for none.</param>
/// <param name="Token">Its newest token.</param>
/// <param name="HasDisk">A directory, disk file or mount is there.</param>
/// <param name="DiskBytes">Size of the disk; null without one.</param>
/// <param name="Base">Digest of its base; null without a disk.</param>
/// <param name="StartedAt">When the present run began; null when it is off.</param>
/// <param name="MemoryBytes">The limit in force; null without control groups.</param>
/// <param name="HasGroups">Control groups or a neighbour entry are there.</param>
public sealed record GuestAnswer(
    string Name,
    long Operation,
    long Token,
    bool HasDisk,
    long? DiskBytes,
    string? Base,
    DateTimeOffset? StartedAt,
    long? MemoryBytes,
    bool HasGroups);

/// <summary>What was left of a network that libvirt had forgotten; the answer of <c>network-clear</c>.</summary>
/// <param name="Bridge">The bridge that was removed; null when there was none.</param>
public sealed record ClearedNetwork(string? Bridge);

/// <summary>A base that lies ready on a host; the answer of <c>image-build</c>.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="RecipeDigest">sha256 of the recipe.</param>
/// <param name="Digest">sha256 of the base's content.</param>
/// <param name="SizeBytes">On disk.</param>
/// <param name="BuiltAt">When.</param>
public sealed record BaseAnswer(string Recipe, string RecipeDigest, string Digest, long SizeBytes, DateTimeOffset BuiltAt);
