using System.Security.Cryptography.X509Certificates;

using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;

namespace Hostelry.Portal.Composition;

/// <summary>The database of the installation: one connection per scope, the identity context, the keys of cookies.</summary>
internal static class DatabaseServices
{
    public static void AddDatabase(this IServiceCollection services, IConfiguration configuration, PortalSettings settings)
    {
        // By factory: what the container makes, it disposes.
        services.AddSingleton(_ => Connections(configuration, settings));
        services.AddModuleContext<IdentityDb>((options, tenant, database) => new IdentityDb(options, tenant, database));
        var keys = services.AddDataProtection().SetApplicationName("hostelry").PersistKeysToDbContext<IdentityDb>();
        if (settings.KeyCertificate is { } path)
        {
            keys.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(
                Path.Combine(settings.Home, path), configuration["KeyCertificatePassword"]));
        }
    }

    private static IConnectionSource Connections(IConfiguration configuration, PortalSettings settings)
    {
        if (!settings.Database.IsSqlite)
        {
            return new PostgresConnections(
                Required(configuration, "Web"), Required(configuration, "Staff"), Required(configuration, "Worker"));
        }

        var connection = new SqliteConnectionStringBuilder(
            configuration.GetConnectionString("Sqlite") ?? "Data Source=hostelry.db");
        connection.DataSource = Path.GetFullPath(connection.DataSource, Path.GetFullPath(settings.Home));
        SqliteFile.Protect(connection.DataSource);
        return new SqliteConnections(connection.ConnectionString);
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name)
        ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not set; docs/configuration.md tells how.");
}
