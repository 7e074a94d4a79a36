using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hostelry.Virt.Native;

namespace Hostelry.Virt.Tests.Native;

public sealed unsafe class TypedParametersTests
{
    [Fact]
    public void Values_of_every_type_come_back_as_they_went_in()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal)
        {
            ["int"] = int.MinValue,
            ["uint"] = uint.MaxValue,
            ["long"] = long.MinValue,
            ["ulong"] = ulong.MaxValue,
            ["double"] = -0.1,
            ["yes"] = true,
            ["no"] = false,
            ["text"] = "ä <&>",
            ["left out"] = null,
        };
        Dictionary<string, object> read = [];

        TypedParameters.Set(values, (first, count) =>
        {
            read = TypedParameters.Read(first, count);
            return 0;
        });

        Assert.Equal(
            values.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value!)),
            read.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void The_struct_is_laid_out_as_the_header_says()
    {
        Assert.Equal(96, Unsafe.SizeOf<TypedParameterStruct>());
        Assert.Equal(80, Marshal.OffsetOf<TypedParameterStruct>(nameof(TypedParameterStruct.Type)));
        Assert.Equal(88, Marshal.OffsetOf<TypedParameterStruct>(nameof(TypedParameterStruct.ULong)));
        Assert.Equal(64, Unsafe.SizeOf<NodeInfoStruct>());
        Assert.Equal(40, Unsafe.SizeOf<DomainInfoStruct>());
        Assert.Equal(64, Unsafe.SizeOf<InterfaceStatsStruct>());
        Assert.Equal(72, Unsafe.SizeOf<DhcpLeaseStruct>());
    }

    [Fact]
    public void Nothing_to_set_calls_nobody() =>
        TypedParameters.Set([new("nothing", null)], (_, _) => throw new InvalidOperationException("called"));

    [Fact]
    public void A_name_that_does_not_fit_and_a_type_that_libvirt_does_not_know_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TypedParameters.Write(new string('x', 80), 1));
        Assert.Throws<ArgumentException>(() => TypedParameters.Write("x", 1m));
        Assert.Throws<ArgumentException>(() => TypedParameters.Write("x", "half\0"));
    }
}
