using System.Globalization;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Export;

/// <summary>Everything of an organization, to take away.</summary>
[Area("Export")]
[Route("organizations/{organizationId:long}/export")]
[Needs(Permission.ManageOrganization)]
public sealed class ExportController : CustomerController
{
    private const int Buffer = 1 << 16;

    [HttpGet("")]
    public IActionResult Index() => View();

    /// <summary>The archive; made in a file that is gone when it has been sent.</summary>
    [HttpGet("archive")]
    public async Task<IActionResult> Archive([FromServices] WriteExport export, [FromServices] TimeProvider clock, CancellationToken ct)
    {
        var file = Open();
        try
        {
            await export.ExecuteAsync(Caller, file, ct);
            file.Position = 0;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        var day = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return File(file, "application/zip", string.Create(CultureInfo.InvariantCulture, $"hostelry-{Caller.OrganizationId}-{day}.zip"));
    }

    /// <summary>Its owner's alone: other users of the machine read the temp directory too.</summary>
    internal static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = Buffer,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }
}
