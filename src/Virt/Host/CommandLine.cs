using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Images;
using Hostelry.Virt.Host.Limits;
using Hostelry.Virt.Host.Setup;

namespace Hostelry.Virt.Host;

/// <summary>The verbs. Each is idempotent, answers one JSON document on standard output, and ends with 0 when it did its work.</summary>
internal static class CommandLine
{
    private const string Usage = """
        hostelry-host: what libvirt cannot do for Hostelry's guests on this host. Run by root.

          facts                                          what this host is and what it lacks
          setup [--user NAME]                            prepare this machine; run again after an update or a reboot
          image-build RECIPE | image-list                shared read-only bases
          fence GUEST --fence OP:TOKEN                   refuse older operations from here on
          disk-create GUEST --fence … --base DIGEST --uid-base N --bytes N
          disk-grow GUEST --fence … --bytes N
          disk-delete GUEST --fence …
          seed GUEST --fence …          (JSON on standard input)
          password GUEST --fence …      (JSON on standard input)
          limits GUEST --fence … --memory BYTES --cores N --processes N
          allow-start GUEST --fence …                    it may start from here on
          kill GUEST --fence …                           off at once, and no start before it is allowed
          release GUEST --fence …                        control groups and neighbour entry of a guest that is off
          network-clear NETWORK                          the bridge of a network that libvirt has forgotten
          observe GUEST | list INSTALLATION
        """;

    /// <summary>What the portal's user may run as root, as sudo's rules write it: a verb, and <c>*</c> for arguments of any kind.</summary>
    public static IReadOnlyList<string> PortalsVerbs { get; } =
    [
        "facts", "image-list",
        .. new[]
        {
            "image-build", "fence", "disk-create", "disk-grow", "disk-delete", "seed", "password", "limits", "allow-start",
            "kill", "release", "network-clear", "observe", "list",
        }.Select(verb => verb + " *"),
    ];

    public static int Run(string[] arguments)
    {
        try
        {
            return Dispatch(arguments);
        }
        catch (HostException refused)
        {
            _ = Print(new ErrorAnswer(refused.Code, refused.Message), HostJson.Default.ErrorAnswer);
            Console.Error.WriteLine(refused.Message);
            return refused.Code == "usage" ? 2 : 1;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or JsonException)
        {
            string code = failed is IOException ? HostException.CodeOf(failed.HResult) : "failed";
            _ = Print(new ErrorAnswer(code, failed.Message), HostJson.Default.ErrorAnswer);
            Console.Error.WriteLine(failed.Message);
            return 1;
        }
    }

    private static int Dispatch(string[] arguments)
    {
        string verb = arguments.Length > 0 ? arguments[0] : "--help";
        string Argument() => arguments.Length > 1 ? arguments[1] : throw new HostException("usage", Usage);
        var options = new Options(arguments);
        switch (verb)
        {
            case "--help":
                Console.WriteLine(Usage);
                return 0;
            case "facts":
                return Print(HostInspection.Inspect(), HostJson.Default.HostAnswer);
            case "setup":
                HostSetup.Run(options.TryText("--user"));
                return Print(HostInspection.Inspect(), HostJson.Default.HostAnswer);
            case "arrange-namespace":
                MountNamespace.Arrange();
                return 0;
        }

        if (HostKinds.Detect() == HostKind.Hybrid && !MountNamespace.TryEnter())
        {
            throw new HostException("not_set_up", "This host is not prepared: run 'hostelry-host setup'.");
        }

        switch (verb)
        {
            case "image-build":
                return Print(Bases.Build(Argument()), HostJson.Default.BaseFacts);
            case "image-list":
                return Print(Bases.List(), HostJson.Default.IReadOnlyListBaseFacts);
            case "network-clear":
                return Print(GuestNetwork.Clear(Argument()), HostJson.Default.GuestNetwork);
            case "observe":
                return Print(Observation.Of(Guest.Parse(Argument())), HostJson.Default.Observation);
            case "list":
                return Print(Observation.OfInstallation(Argument()), HostJson.Default.IReadOnlyListObservation);
            case "hook":
                Hook.Run(arguments.Length > 2 ? arguments[2] : "");
                return 0;
            case "settle":
                Hook.Settle(Guest.Parse(Argument()));
                return 0;
            default:
                return Change(verb, Guest.Parse(Argument()), options);
        }
    }

    private static int Change(string verb, Guest guest, Options options)
    {
        using FenceFile held = FenceFile.Take(guest, Fence.Parse(options.Text("--fence")));
        switch (verb)
        {
            case "fence":
                break;
            case "disk-create":
                Disk.Create(guest, new DiskFacts(
                    options.Text("--base"), checked((uint)options.Number("--uid-base")), options.Number("--bytes")));
                break;
            case "disk-grow":
                Disk.Grow(guest, options.Number("--bytes"));
                break;
            case "disk-delete":
                Disk.Delete(guest);
                break;
            case "seed":
                Seed.Write(guest, ReadInput(HostJson.Default.SeedRequest));
                break;
            case "password":
                Seed.SetPassword(guest, ReadInput(HostJson.Default.PasswordRequest).Password);
                break;
            case "limits":
                SetLimits(guest, new LimitFacts(
                    options.Number("--memory"), checked((int)options.Number("--cores")), checked((int)options.Number("--processes"))));
                break;
            case "allow-start":
                Power.Allow(guest);
                break;
            case "kill":
                Power.Kill(guest);
                break;
            case "release":
                Release(guest);
                break;
            default:
                throw new HostException("usage", Usage);
        }

        return Print(Observation.Of(guest), HostJson.Default.Observation);
    }

    private static void SetLimits(Guest guest, LimitFacts limits)
    {
        if (StartFacts.Read(guest) is { } start)
        {
            (start with { Limits = limits }).Write(guest);
        }

        GuestLimits.OfThisHost().Apply(guest, limits);
    }

    private static void Release(Guest guest)
    {
        if (guest.ControllerProcess() is not null)
        {
            throw new HostException("running", $"{guest.Name} is running.");
        }

        GuestLimits.OfThisHost().Remove(guest);
        StartFacts.Read(guest)?.RemoveNeighbour();
        StartFacts.Remove(guest);
    }

    private static T ReadInput<T>(JsonTypeInfo<T> type)
    {
        // Fifty keys of 16 KiB and 32 KiB of user-data, each character escaped to six: five million. What an order may hold
        // must never be refused here, where a rebuild has already removed the old disk.
        const int MaximumCharacters = 1 << 23;
        char[] buffer = new char[MaximumCharacters];
        int length = Console.In.ReadBlock(buffer, 0, buffer.Length);
        return length < MaximumCharacters
            ? JsonSerializer.Deserialize(buffer.AsSpan(0, length), type) ?? throw new HostException("usage", "Standard input holds no request.")
            : throw new HostException("refused", "The request is too long.");
    }

    private static int Print<T>(T answer, JsonTypeInfo<T> type)
    {
        Console.WriteLine(JsonSerializer.Serialize(answer, type));
        return 0;
    }

    /// <summary><c>--name value</c> pairs after the verb and its argument.</summary>
    private sealed class Options(string[] arguments)
    {
        public string? TryText(string name)
        {
            int index = Array.IndexOf(arguments, name);
            return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
        }

        public string Text(string name) => TryText(name) ?? throw new HostException("usage", $"{name} is missing.");

        public long Number(string name) =>
            long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
                ? number
                : throw new HostException("usage", $"{name} is no number.");
    }
}
