using System.Net.Sockets;

using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>Looks from outside whether SSH answers, closely and at little cost.</summary>
internal static class SshBanner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // A guest that boots swallows the first packet; TCP sends the next one only after a second, which would be measured.
    private static readonly TimeSpan OneTry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Banner = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the guest has sent its first bytes.</summary>
    public static Task ArrivesAsync(string address) =>
        Wait.UntilAsync($"SSH of {address} answers", Patience, () => AnswersAsync(address));

    private static async Task<bool> AnswersAsync(string address)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(OneTry);
        try
        {
            await client.ConnectAsync(address, 22, limit.Token);
            limit.CancelAfter(Banner);
            var banner = new byte[4];
            await client.GetStream().ReadExactlyAsync(banner, limit.Token);
            return banner.AsSpan().SequenceEqual("SSH-"u8);
        }
        catch (Exception silent) when (silent is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
