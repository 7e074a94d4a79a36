namespace Hostelry.Portal.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: a debian-12 server can be ordered now.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => "ok\n").AllowAnonymous();
    }
}
