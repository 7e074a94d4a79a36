using System.Net;
using System.Xml.Linq;
using Hostelry.Virt.Definitions;

namespace Hostelry.Virt.Tests.Definitions;

public sealed class ContainerDefinitionTests
{
    private const string Hostile = "a<b>&amp;'\"]]><!--\n${x}`;$(id)é";

    [Fact]
    public void Metacharacters_come_back_as_the_text_that_was_put_in()
    {
        ContainerDefinition container = Sample() with
        {
            Title = Hostile,
            InitArguments = [Hostile],
            Filesystems = [new BindFilesystem("/srv/" + Hostile, "/")],
            Metadata = SampleMetadata() with { More = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = Hostile } },
        };

        XElement domain = XElement.Parse(container.ToXml(), LoadOptions.PreserveWhitespace);

        Assert.Equal(Hostile, (string?)domain.Element("title"));
        Assert.Equal(Hostile, (string?)domain.Element("os")?.Element("initarg"));
        Assert.Equal("/srv/" + Hostile, (string?)domain.Element("devices")?.Element("filesystem")?.Element("source")?.Attribute("dir"));
        XNamespace ours = GuestMetadata.Namespace;
        Assert.Equal(Hostile, (string?)domain.Element("metadata")?.Element(ours + "guest")?.Attribute("note"));
    }

    [Theory]
    [InlineData("nul\0")]
    [InlineData("escape\u001b")]
    [InlineData("\uffff")]
    public void A_character_that_XML_cannot_carry_is_refused(string text)
    {
        Assert.Throws<ArgumentException>(() => (Sample() with { Title = text }).ToXml());
        Assert.Throws<ArgumentException>(() => (Sample() with { Filesystems = [new BindFilesystem(text, "/")] }).ToXml());
        Assert.Throws<ArgumentException>(() => (Sample() with { Metadata = SampleMetadata() with { Kind = text } }).ToXml());
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() =>
        Assert.Throws<ArgumentException>(() => (Sample() with { Title = "half " + (char)0xd800 }).ToXml());

    [Theory]
    [InlineData(0, 65_536)]
    [InlineData(-1, 65_536)]
    [InlineData(100_000, 0)]
    [InlineData(4_294_940_000, 65_536)]
    public void A_map_that_gives_the_container_ids_it_must_not_have_is_refused(long hostBase, long count) =>
        Assert.Throws<ArgumentException>(() => (Sample() with { IdMap = new UserNamespaceMap(hostBase, count) }).ToXml());

    [Fact]
    public void Every_part_stands_where_libvirt_looks_for_it()
    {
        XElement domain = XElement.Parse(Sample().ToXml());

        Assert.Equal("lxc", (string?)domain.Attribute("type"));
        Assert.Equal("536870912", (string?)domain.Element("currentMemory"));
        Assert.Equal("1073741824", (string?)domain.Element("memory"));
        Assert.Equal("bytes", (string?)domain.Element("memory")?.Attribute("unit"));
        Assert.Equal("0,1", (string?)domain.Element("vcpu")?.Attribute("cpuset"));
        Assert.Equal("/machine/vps_guest", (string?)domain.Element("resource")?.Element("partition"));
        Assert.Equal(["uid", "gid"], domain.Element("idmap")!.Elements().Select(map => map.Name.LocalName));
        Assert.All(domain.Element("idmap")!.Elements(), map => Assert.Equal("100000", (string?)map.Attribute("target")));
        Assert.Equal("allow", (string?)domain.Element("features")?.Element("capabilities")?.Attribute("policy"));
        Assert.Equal("restart", (string?)domain.Element("on_reboot"));
        XElement network = domain.Element("devices")!.Element("interface")!;
        Assert.Equal("vps", (string?)network.Element("source")?.Attribute("network"));
        Assert.Equal("eth0", (string?)network.Element("guest")?.Attribute("dev"));
        Assert.Equal("192.0.2.7", (string?)network.Element("filterref")?.Element("parameter")?.Attribute("value"));
        Assert.Equal("yes", (string?)network.Element("port")?.Attribute("isolated"));
    }

    internal static ContainerDefinition Sample() => new()
    {
        Name = "hostelry_k3f9a2xz_server_12",
        Uuid = StableUuid.From("domain/hostelry_k3f9a2xz_server_12"),
        MemoryBytes = 1024L << 20,
        CurrentMemoryBytes = 512L << 20,
        Vcpus = 2,
        Cpus = [0, 1],
        CpuTune = new CpuTune(1024, 100_000, 200_000),
        IdMap = new UserNamespaceMap(100_000),
        ResourcePartition = "/machine/vps_guest",
        InitArguments = ["--log-level=info"],
        InitEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["container"] = "libvirt-lxc" },
        EmulatorPath = "/usr/lib/libvirt/libvirt_lxc",
        Capabilities = CapabilityPolicy.Allow,
        Filesystems =
        [
            new BindFilesystem("/srv/guest/root", "/"),
            new BindFilesystem("/var/lib/lxcfs/proc/meminfo", "/proc/meminfo"),
            new MemoryFilesystem(16 << 20, "/run/lock") { ReadOnly = false },
        ],
        Interfaces =
        [
            new InterfaceDefinition
            {
                Network = "vps",
                Mac = "52:54:00:aa:bb:cc",
                GuestDevice = "eth0",
                Filter = new FilterReference("clean", [KeyValuePair.Create(NetworkFilterDefinition.Ipv4Variable, "192.0.2.7")]),
                Addresses = [(IPAddress.Parse("192.0.2.7"), 24)],
                Gateways = [IPAddress.Parse("192.0.2.1")],
                Isolated = true,
            },
        ],
        Metadata = SampleMetadata(),
    };

    internal static GuestMetadata SampleMetadata() => new()
    {
        Installation = "k3f9a2xz",
        Kind = "server",
        Id = 12,
        Operation = 34,
        Fence = 56,
        BaseDigest = "sha256:00ff",
        DiskBytes = 10L << 30,
    };
}
