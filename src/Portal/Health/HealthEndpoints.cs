using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hosts;

namespace Hostelry.Portal.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: a debian-12 server can be ordered now.</summary>
internal static class HealthEndpoints
{
    public const string ReadyImage = "debian-12";

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => "ok\n").AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Says to anybody only that it is not ready; what is missing stands in the log of <c>doctor</c>.</summary>
    private static async Task<IResult> ReadyAsync(IServiceScopeFactory scopes, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Tenant>().ActAsStaff("readyz");
        bool ready;
        try
        {
            ready = await services.GetRequiredService<PricedTypes>().AnyAsync(ct)
                && await services.GetRequiredService<HostQueries>().CanBuildAsync(ReadyImage, ct);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            ready = false;
        }

        return ready
            ? Results.Text("ready\n")
            : Results.Text("not ready: run the command 'doctor'\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
