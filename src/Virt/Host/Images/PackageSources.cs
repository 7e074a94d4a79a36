namespace Hostelry.Virt.Host.Images;

/// <summary>Where packages come from: the mirrors that this machine itself uses, so a closed network works.</summary>
internal static class PackageSources
{
    private const string PublicMirror = "http://deb.debian.org/debian";
    private const string PublicSecurity = "http://deb.debian.org/debian-security";

    /// <summary>apt's one-line sources of a Debian suite: its packages, updates and security fixes.</summary>
    public static IReadOnlyList<string> For(string suite)
    {
        string[] addresses = [.. Addresses()];
        bool security(string address) => address.Contains("security", StringComparison.Ordinal);
        string mirror = addresses.FirstOrDefault(address => !security(address)) ?? PublicMirror;
        string fixes = addresses.FirstOrDefault(security) ?? PublicSecurity;
        return
        [
            $"deb {mirror} {suite} main",
            $"deb {mirror} {suite}-updates main",
            $"deb {fixes} {suite}-security main",
        ];
    }

    private static IEnumerable<string> Addresses()
    {
        // Another distribution's mirrors do not hold Debian's packages.
        bool debian = File.Exists("/etc/os-release")
            && File.ReadLines("/etc/os-release").Any(line => line.Trim() == "ID=debian");
        return debian ? DebianAddresses() : [];
    }

    private static IEnumerable<string> DebianAddresses()
    {
        IEnumerable<string> files = new[] { "/etc/apt/sources.list" }.Where(File.Exists)
            .Concat(Directory.Exists("/etc/apt/sources.list.d")
                ? Directory.EnumerateFiles("/etc/apt/sources.list.d").Order(StringComparer.Ordinal)
                : []);
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            bool modern = words is ["URIs:", ..];
            bool classic = words is ["deb", ..];
            if (modern || classic)
            {
                string? address = words.FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal));
                if (address?.Contains("debian", StringComparison.OrdinalIgnoreCase) == true)
                {
                    yield return address.TrimEnd('/');
                }
            }
        }
    }
}
