using System.Globalization;

using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
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

    /// <summary>A month's closed hours of what meters counted, as CSV or Parquet.</summary>
    [HttpGet("usage")]
    [Needs(Permission.SeeMoney)]
    public async Task<IActionResult> Usage(
        [FromQuery] string? month, [FromQuery] string? format, [FromServices] ReadUsage usage, [FromServices] TimeProvider clock, CancellationToken ct)
    {
        if (!Month.TryParse(month ?? Month.Of(clock.GetUtcNow()).ToString(), out var wanted))
        {
            return NotFound();
        }

        var parquet = format == "parquet";
        var rows = usage.Execute(Caller.OrganizationId, wanted.Start, wanted.End);
        return await SendAsync(
            file => parquet ? UsageFile.ParquetAsync(rows, file, ct) : UsageFile.CsvAsync(rows, file, ct),
            parquet ? "application/vnd.apache.parquet" : "text/csv",
            string.Create(CultureInfo.InvariantCulture, $"usage-{Caller.OrganizationId}-{wanted}.{(parquet ? "parquet" : "csv")}"));
    }

    /// <summary>The archive; made in a file that is gone when it has been sent.</summary>
    [HttpGet("archive")]
    public async Task<IActionResult> Archive([FromServices] WriteExport export, [FromServices] TimeProvider clock, CancellationToken ct)
    {
        var day = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return await SendAsync(
            file => export.ExecuteAsync(Caller, file, ct), "application/zip",
            string.Create(CultureInfo.InvariantCulture, $"hostelry-{Caller.OrganizationId}-{day}.zip"));
    }

    private async Task<IActionResult> SendAsync(Func<Stream, Task> write, string type, string name)
    {
        var file = Open();
        try
        {
            await write(file);
            file.Position = 0;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        return File(file, type, name);
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
