using System.Globalization;

using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffImages;

/// <summary>What servers are made from, for staff: built by a worker, watched here, withdrawn and offered again.</summary>
[Area("StaffImages")]
[Route("staff/images")]
[StaffMay(StaffRight.See)]
public sealed class StaffImagesController(IStringLocalizer<StaffImagesText> text, IStringLocalizer<SharedText> words) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await ReadAsync(new BuildForm(), ct));

    [HttpPost("builds"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> Build([Bind(Prefix = "Form")] BuildForm form, CancellationToken ct)
    {
        if (long.TryParse(form.Image, CultureInfo.InvariantCulture, out var image) && long.TryParse(form.Host, CultureInfo.InvariantCulture, out var host))
        {
            var asked = await Use<RequestImageBuild>().ExecuteAsync(image, host, ct);
            if (asked.IsSuccess)
            {
                return LocalRedirect(FormattableString.Invariant($"/staff/images/builds/{asked.Value}"));
            }

            Refuse(asked.Problem!, asked.Problem!.Field == "image" ? "Form.Image" : "Form.Host", text);
        }
        else
        {
            ModelState.AddModelError("Form.Host", text["Refused_not_found"]);
        }

        return View("Index", await ReadAsync(form, ct));
    }

    [HttpGet("builds/{id:long}")]
    public async Task<IActionResult> Build(long id, CancellationToken ct) =>
        await Use<ImageBuildQueries>().BuildAsync(id, ct) is { } found ? View("Build", found) : NotFound();

    /// <summary>The living part of the page alone, for htmx.</summary>
    [HttpGet("builds/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct) =>
        await Use<ImageBuildQueries>().BuildAsync(id, ct) is { } found ? PartialView("Progress", found) : NotFound();

    [HttpGet("{id:long}/withdraw"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Withdraw(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } found ? View(new WithdrawForm { Image = found }) : NotFound();

    [HttpPost("{id:long}/withdraw"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Withdraw(long id, string? confirm, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        Confirm(confirm, found.Row.Name, words);
        if (!ModelState.IsValid)
        {
            return View(new WithdrawForm { Image = found, Confirm = confirm ?? "" });
        }

        return (await Use<WithdrawImage>().ExecuteAsync(id, offered: false, ct)).IsSuccess ? Done("/staff/images", "DoneWithdraw") : NotFound();
    }

    [HttpPost("{id:long}/offer"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Offer(long id, CancellationToken ct) =>
        (await Use<WithdrawImage>().ExecuteAsync(id, offered: true, ct)).IsSuccess ? Done("/staff/images", "DoneOffer") : NotFound();

    private async Task<StaffImage?> FindAsync(long id, CancellationToken ct) =>
        (await Use<ImageBuildQueries>().ImagesAsync(ct)).FirstOrDefault(image => image.Row.Id == id);

    private async Task<StaffImagesView> ReadAsync(BuildForm form, CancellationToken ct)
    {
        var queries = Use<ImageBuildQueries>();
        return new StaffImagesView(
            await queries.ImagesAsync(ct), await queries.BuildsAsync(ct), await Use<HostQueries>().NamesAsync(ct), form);
    }
}

public sealed record StaffImagesView(
    IReadOnlyList<StaffImage> Images, IReadOnlyList<ImageBuildView> Builds, IReadOnlyList<HostName> Hosts, BuildForm Form);

public sealed class BuildForm
{
    /// <summary>Ids, as chosen.</summary>
    public string Image { get; init; } = "";

    public string Host { get; init; } = "";
}

public sealed class WithdrawForm
{
    public required StaffImage Image { get; init; }

    /// <summary>The image's name, typed.</summary>
    public string Confirm { get; init; } = "";
}
