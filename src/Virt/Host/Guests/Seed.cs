using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Hostelry.Virt.Host.Guests;

/// <summary>What makes a fresh tree one server. Read from standard input, never from arguments: it holds secrets.</summary>
internal sealed record SeedRequest(
    string InstanceId,
    string Hostname,
    IReadOnlyList<string> AuthorizedKeys,
    string? RootPassword,
    string? UserData,
    string Address,
    int PrefixLength,
    string Gateway,
    IReadOnlyList<string> Nameservers);

internal sealed record PasswordRequest(string Password);

/// <summary>Writes the seed into a guest's root before its first start.</summary>
internal static partial class Seed
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const uint ShadowGroup = 42;

    public static void Write(Guest guest, SeedRequest seed)
    {
        Check(seed);
        DiskFacts facts = GuestMounts.Require(guest);
        GuestMounts.Ensure(guest, facts);
        using var tree = new GuestTree(guest.Root, facts.UidBase);
        tree.Write("etc/hostname", seed.Hostname + "\n", Public);
        tree.Write("etc/hosts", Hosts(seed), Public);
        tree.Write("etc/resolv.conf", string.Concat(seed.Nameservers.Select(server => $"nameserver {server}\n")), Public);
        tree.Write("etc/systemd/network/10-eth0.network", Network(seed), Public);
        tree.Write("root/.ssh/authorized_keys", string.Concat(seed.AuthorizedKeys.Select(key => key + "\n")), Secret);
        if (string.IsNullOrEmpty(tree.Read("etc/machine-id")))
        {
            tree.Write("etc/machine-id", RandomHex(16) + "\n", Public);
        }

        WriteHostKeys(guest, tree);
        WriteUserData(tree, seed);
        if (seed.RootPassword is { } password)
        {
            WritePassword(tree, password);
        }
    }

    /// <summary>Sets root's password, in a running guest as in a stopped one.</summary>
    public static void SetPassword(Guest guest, string password)
    {
        DiskFacts facts = GuestMounts.Require(guest);
        GuestMounts.Ensure(guest, facts);
        using var tree = new GuestTree(guest.Root, facts.UidBase);
        WritePassword(tree, password);
    }

    private static void WritePassword(GuestTree tree, string password)
    {
        if (password.Length is 0 or > 128 || password.Any(char.IsControl))
        {
            throw new HostException("refused", "A password is one line of at most 128 characters.");
        }

        string hash = Tool.Run("openssl", ["passwd", "-6", "-stdin"], password + "\n").Trim();
        string shadow = tree.Read("etc/shadow") ?? "";
        string[] lines = shadow.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int root = Array.FindIndex(lines, line => line.StartsWith("root:", StringComparison.Ordinal));
        string[] fields = root < 0 ? ["root", "*", "19000", "0", "99999", "7", "", "", ""] : lines[root].Split(':');
        fields[1] = hash;
        string line = string.Join(':', fields);
        IEnumerable<string> others = lines.Where((_, index) => index != root);
        tree.Write(
            "etc/shadow", string.Join('\n', others.Prepend(line)) + "\n", Secret | UnixFileMode.GroupRead, ShadowGroup);
    }

    private static void WriteHostKeys(Guest guest, GuestTree tree)
    {
        foreach (string kind in new[] { "ed25519", "ecdsa" })
        {
            string file = $"etc/ssh/ssh_host_{kind}_key";
            if (!string.IsNullOrEmpty(tree.Read(file)))
            {
                continue; // Seeded twice, it stays the same server.
            }

            string scratch = $"/run/hostelry-host/keys-{guest.Name}";
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            _ = Directory.CreateDirectory(scratch, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string key = Path.Combine(scratch, "key");
            _ = Tool.Run("ssh-keygen", ["-q", "-t", kind, "-N", "", "-C", "", "-f", key]);
            tree.Write(file + ".pub", File.ReadAllText(key + ".pub"), Public);
            tree.Write(file, File.ReadAllText(key), Secret);
            Directory.Delete(scratch, recursive: true);
        }
    }

    // cloud-init costs a boot about a second, so it runs only where there is something for it.
    private static void WriteUserData(GuestTree tree, SeedRequest seed)
    {
        if (seed.UserData is not { } data)
        {
            tree.Write("etc/cloud/cloud-init.disabled", "", Public);
            return;
        }

        string metadata = $"instance-id: {seed.InstanceId}\nlocal-hostname: {seed.Hostname}\n";
        tree.Write("var/lib/cloud/seed/nocloud/meta-data", metadata, Secret);
        tree.Write("var/lib/cloud/seed/nocloud/user-data", data, Secret);
    }

    private static string Hosts(SeedRequest seed) =>
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        + $"{seed.Address}\t{seed.Hostname}\n";

    private static string Network(SeedRequest seed)
    {
        var text = new StringBuilder("[Match]\nName=eth0\n\n[Network]\n")
            .Append(FormattableString.Invariant($"Address={seed.Address}/{seed.PrefixLength}\n"))
            .Append(FormattableString.Invariant($"Gateway={seed.Gateway}\n"))
            .Append("LinkLocalAddressing=no\nIPv6AcceptRA=no\nKeepConfiguration=static\n");
        return text.ToString();
    }

    // Checked at intake already; this program runs as root and trusts nobody.
    private static void Check(SeedRequest seed)
    {
        Require(HostnamePattern().IsMatch(seed.Hostname), "host name");
        Require(InstancePattern().IsMatch(seed.InstanceId), "instance id");
        Require(seed.PrefixLength is > 0 and <= 32, "prefix length");
        foreach (string address in seed.Nameservers.Append(seed.Address).Append(seed.Gateway))
        {
            Require(IPAddress.TryParse(address, out IPAddress? parsed) && parsed.ToString() == address, "address");
        }

        Require(seed.AuthorizedKeys.All(key => key.Length <= 16_384 && !key.Any(char.IsControl)), "public key");
        Require(seed.UserData is null || Encoding.UTF8.GetByteCount(seed.UserData) <= 65_536, "user-data");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new HostException("refused", $"The seed's {what} is not acceptable.");
        }
    }

    private static string RandomHex(int bytes)
    {
        byte[] buffer = new byte[bytes];
        using FileStream random = File.OpenRead("/dev/urandom");
        random.ReadExactly(buffer);
        return Convert.ToHexStringLower(buffer);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostnamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstancePattern();
}
