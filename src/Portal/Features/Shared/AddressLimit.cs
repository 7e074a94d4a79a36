using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// At most a hundred posts in five minutes to the way in from one address, before anything is hashed: a password costs
/// this machine a tenth of a second, its sender nothing.
/// </summary>
internal static class AddressLimit
{
    public const int Most = 100;

    private static readonly PathString[] WayIn =
    [
        "/staff/sign-in", "/staff/second-factor", "/staff/enrol", "/staff/setup", "/sign-in", "/sign-up", "/reset", "/invitations", "/confirm",
        "/account/confirm", "/account/password",
    ];

    public static void AddAddressLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsTry(context.Request)
            ? RateLimitPartition.GetFixedWindowLimiter(
                SourceOf(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = Most, Window = Tries.Window })
            : RateLimitPartition.GetNoLimiter(""));
    });

    private static bool IsTry(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && Array.Exists(WayIn, path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>IPv6 is counted by its network: whoever has one address of a /64 has all.</summary>
    private static string SourceOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes(), 0, 8),
        _ => address.ToString(),
    };
}
