using Hostelry.Virt.Definitions;

namespace Hostelry.Virt.Tests;

public sealed class DomainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_domain_is_null_or_a_typed_error()
    {
        await using Connection connection = await TestHost.OpenAsync();

        Assert.Null(await connection.FindDomainAsync("nobody", Token));
        Assert.Null(await connection.FindDomainAsync(StableUuid.From("nobody"), Token));
        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(() => connection.GetDomainAsync("nobody", Token));

        Assert.Equal(LibvirtErrorCode.NoDomain, error.Code);
        Assert.Equal(LibvirtErrorDomain.Test, error.Domain);
        Assert.Equal(LibvirtErrorLevel.Error, error.Level);
        Assert.True(error.IsNotFound);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_name_with_a_NUL_is_refused_before_libvirt_sees_half_of_it()
    {
        await using Connection connection = await TestHost.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => connection.FindDomainAsync("test\0er", Token));
    }

    [Fact]
    public async Task An_error_outlives_what_happens_to_other_handles()
    {
        await using Connection connection = await TestHost.OpenAsync(maxConcurrentCalls: 1);
        Domain other = (await connection.FindDomainAsync("test", Token))!;
        Task<Domain> failing = connection.GetDomainAsync("nobody", Token);
        other.Dispose();
        (await connection.FindDomainAsync("test", Token))!.Dispose();

        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(() => failing);

        Assert.Equal(LibvirtErrorCode.NoDomain, error.Code);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public async Task A_domain_lives_through_its_states()
    {
        await using Connection connection = await TestHost.OpenAsync();
        using Domain domain = await connection.DefineDomainAsync(TestHost.DomainXml("states"), DefineOptions.Validate, Token);
        Assert.Equal(StableUuid.From("domain/states"), domain.Uuid);
        Assert.Null(domain.RunId);
        Assert.Equal(DomainState.ShutOff, (await domain.GetStatusAsync(Token)).State);
        Assert.True(await domain.IsPersistentAsync(Token));

        await domain.StartAsync(ct: Token);
        Assert.Equal(new DomainStatus(DomainState.Running, null), await domain.GetStatusAsync(Token));
        await domain.SuspendAsync(Token);
        Assert.Equal(DomainState.Paused, (await domain.GetInfoAsync(Token)).State);
        await domain.ResumeAsync(Token);
        await domain.SetMemoryAsync(256L << 20, Affect.Live, Token);
        DomainInfo info = await domain.GetInfoAsync(Token);
        Assert.Equal((256L << 20, 1L << 30, 2), (info.MemoryBytes, info.MaxMemoryBytes, info.Vcpus));
        using (Domain again = (await connection.FindDomainAsync(domain.Uuid, Token))!)
        {
            Assert.NotNull(again.RunId);
        }

        await domain.DestroyAsync(ct: Token);
        Assert.Equal(new DomainStatus(DomainState.ShutOff, ShutOffReason.Destroyed), await domain.GetStatusAsync(Token));
        LibvirtException twice = await Assert.ThrowsAsync<LibvirtException>(() => domain.DestroyAsync(ct: Token));
        Assert.Equal(LibvirtErrorCode.OperationInvalid, twice.Code);
        await domain.SetAutostartAsync(true, Token);
        Assert.True(await domain.GetAutostartAsync(Token));
        await domain.UndefineAsync(ct: Token);
        Assert.Null(await connection.FindDomainAsync("states", Token));
    }
}
