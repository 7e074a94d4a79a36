namespace Hostelry.Portal.Composition;

/// <summary>
/// Where settings come from, for the portal and the migrations console alike (docs/configuration.md): nothing else is read,
/// so that the environment's plain HOME or ROLE is no setting.
/// </summary>
public static class PortalConfiguration
{
    /// <summary>Later wins: appsettings.json beside the program, the file HOSTELRY_CONFIG names, HOSTELRY_… , arguments.</summary>
    /// <param name="builder">Gets the sources added.</param>
    /// <param name="args"><c>--Key=value</c>.</param>
    public static IConfigurationBuilder AddSettings(this IConfigurationBuilder builder, string[] args)
    {
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (Environment.GetEnvironmentVariable("HOSTELRY_CONFIG") is { Length: > 0 } file)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        return builder.AddEnvironmentVariables("HOSTELRY_").AddCommandLine(args);
    }
}
