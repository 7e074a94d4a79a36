using System.Globalization;
using System.Net;

using Hostelry.Provisioning.Operations;

using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Hostelry.Portal.Composition;

/// <summary>Composes the process: the server, and the same services for an operator's command.</summary>
public static class PortalApplication
{
    /// <summary>The server, not yet started. Throws <see cref="WrongSettingsException"/>.</summary>
    /// <param name="args">Settings as <c>--key=value</c>.</param>
    /// <param name="configure">Last word over the services; tests put their clock and hypervisor here.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = Builder(args);
        var settings = PortalSettings.From(builder.Configuration);
        builder.WebHost.ConfigureKestrel(HttpGuards.Limit);
        builder.Services.AddPortal(builder.Configuration, settings);
        builder.Services.AddWeb(settings);
        if (settings.RunsWork || !settings.Database.IsSqlite)
        {
            // Beside SQLite Hangfire's storage is this process's own: jobs that nobody here runs would only lie in it.
            builder.Services.AddHostedService(provider => provider.GetRequiredService<HangfireWaker>());
        }

        if (settings.RunsWork)
        {
            builder.Services.AddWork(builder.Configuration);
        }

        configure?.Invoke(builder);
        var app = builder.Build();
        app.UsePortal(settings);
        return app;
    }

    /// <summary>The services alone, for one command: no listener, no background work.</summary>
    public static WebApplication CreateForCommand(string[] settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = Builder(settings, quiet: true);
        builder.Services.AddPortal(builder.Configuration, PortalSettings.From(builder.Configuration));
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Serves until SIGTERM or Ctrl-C. Returns 2 when the settings or the schema forbid it.</summary>
    public static async Task<int> ServeAsync(string[] args)
    {
        await using var app = await CreateAsync(args);
        if (app is null)
        {
            return 2;
        }

        var problems = UnsafeAddresses(app.Configuration).ToList();
        problems.AddRange(await SchemaVersion.ProblemsAsync(app.Services, CancellationToken.None));
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 2;
        }

        RuntimeFloor.Warn(app.Logger);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Null when the settings forbid it; what is wrong has been said.</summary>
    private static async Task<WebApplication?> CreateAsync(string[] args)
    {
        try
        {
            return Create(args);
        }
        catch (WrongSettingsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return null;
        }
    }

    private static WebApplicationBuilder Builder(string[] args, bool quiet = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(PortalApplication).Assembly.GetName().Name,
        });
        builder.Configuration.Sources.Clear();
        // A build's files are served as published ones are: compressed and cached for ever, not compared anew at each request.
        builder.Configuration.AddInMemoryCollection([new("ReloadStaticAssetsAtRuntime", "false")]);
        builder.Configuration.AddSettings(args);
        SettingsProblems.Refuse(builder.Configuration);
        builder.Services.AddSerilog((_, log) => Log(log, builder.Configuration, quiet));
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateScopes, provider.ValidateOnBuild) = (true, true));
        return builder;
    }

    private static void Log(LoggerConfiguration log, ConfigurationManager configuration, bool quiet)
    {
        log.MinimumLevel.Is(quiet ? LogEventLevel.Warning : configuration.GetValue("Log:Level", LogEventLevel.Information))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("Hostelry.Portal.Api.Shared.TokenAuthentication", LogEventLevel.Warning);
        if (configuration.GetValue("Log:Json", false))
        {
            log.WriteTo.Console(new RenderedCompactJsonFormatter());
        }
        else
        {
            // A command's standard output is its answer alone.
            log.WriteTo.Console(
                formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: quiet ? LogEventLevel.Verbose : null);
        }
    }

    /// <summary>Plain http on an address that others can reach needs a named proxy before it.</summary>
    private static IEnumerable<string> UnsafeAddresses(IConfiguration configuration) =>
        PortalSettings.From(configuration).Proxies.Count > 0
            ? []
            : (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(BindingAddress.Parse)
                .Where(url => url.Scheme == Uri.UriSchemeHttp && !IsLoopback(url.Host))
                .Select(url => $"Urls: plain http on {url.Host} would send tokens in clear text. Use https, or 127.0.0.1 behind a proxy.");

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
