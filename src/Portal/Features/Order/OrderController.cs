using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Servers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Intake;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Order;

/// <summary>What can be had for how much, and the order itself: the same use case as the API's.</summary>
[Area("Order")]
[Route("projects/{projectId:long}")]
[Needs(Permission.OrderServers)]
public sealed class OrderController(ReadOrder read, Wording say, IStringLocalizer<OrderText> text) : CustomerController
{
    [HttpGet("catalogue")]
    [Needs(Permission.SeeServers)]
    public async Task<IActionResult> Catalogue([FromQuery] string? location, CancellationToken ct) =>
        View((await read.PricesAsync(Caller, null, location, ct)).Catalogue);

    /// <summary>
    /// The form's key stands in the address: the back button comes to the same form, and that one has ordered already.
    /// </summary>
    [HttpGet("servers/new")]
    public async Task<IActionResult> New(
        [FromQuery] string? once, [FromQuery] string? type, [FromQuery] string? location, CancellationToken ct)
    {
        if (!OncePerForm.IsKey(once))
        {
            return LocalRedirect($"{Page}?once={OncePerForm.NewKey()}&type={Uri.EscapeDataString(type ?? "")}&location={Uri.EscapeDataString(location ?? "")}");
        }

        var view = await read.ExecuteAsync(Caller, new OrderForm { Once = once, Type = type, Location = location }, ct);
        return View(view.Keys is [var only] ? view with { Form = Ticked(view.Form, only.Id) } : view);
    }

    /// <summary>The price of what is chosen; scripts ask for it, and change the page's part.</summary>
    [HttpGet("servers/new/price")]
    public async Task<IActionResult> Price(
        [FromQuery] string? type, [FromQuery] string? location, [FromQuery] string? shown, CancellationToken ct)
    {
        var (catalogue, summary) = await read.PricesAsync(Caller, type, location, ct);
        ViewBag.Plans = shown == catalogue.Location ? null : new PlansView(catalogue.Offers, type, catalogue.Location, Renewed: true);
        return PartialView("Priced", summary);
    }

    /// <summary>The same without scripts: the page again, with the price of what is chosen.</summary>
    [HttpPost("servers/new/price")]
    public async Task<IActionResult> Price(OrderForm form, CancellationToken ct) =>
        View("New", await read.ExecuteAsync(Caller, form, ct));

    [HttpPost("servers/new")]
    public async Task<IActionResult> New(
        OrderForm form, [FromServices] PlaceOrder order, [FromServices] ProjectLife life, [FromServices] OncePerForm once, CancellationToken ct)
    {
        if (!Check(form, out var labels))
        {
            return View(await read.ExecuteAsync(Caller, form, ct));
        }

        PlacedOrder? placed = null;
        var outcome = await once.ExecuteAsync(
            Caller.Key,
            "page order",
            form.Once,
            form.Asked(),
            async () =>
            {
                var accepted = await order.ExecuteAsync(ToOrder(form, labels, life), ct);
                placed = accepted.IsSuccess ? accepted.Value : null;
                return accepted.Problem is { } problem ? problem : Id(accepted.Value.Server.Id);
            },
            ct);
        if (!outcome.IsSuccess)
        {
            Refuse(outcome.Problem!);
            return View(await read.ExecuteAsync(Caller, form, ct));
        }

        return placed is { RootPassword: { } password, Server: var server }
            ? View("~/Features/Servers/Password.cshtml", new PasswordView(server.Id, server.Name, server.Address?.Ipv4, password, "Ordered"))
            : LocalRedirect($"/projects/{Id(Caller.ProjectId)}/servers/{outcome.Value}");
    }

    private string Page => $"/projects/{Id(Caller.ProjectId)}/servers/new";

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private PlaceOrderRequest ToOrder(OrderForm form, Dictionary<string, string> labels, ProjectLife life) => new()
    {
        Project = Caller.Key,
        ProjectLives = stop => life.ExecuteAsync(Caller.Key, stop),
        Name = form.Name!.Trim(),
        ServerType = form.Type!,
        Image = form.Image!,
        Location = string.IsNullOrEmpty(form.Location) ? null : form.Location,
        SshKeys = [.. form.Keys.Distinct().Select(Id)],
        UserData = UserDataText.Read(form.UserData),
        Labels = labels,
        QuotedPriceId = form.QuotedPriceId,
    };

    /// <summary>What must be there at all; the rules of each are the use case's.</summary>
    private bool Check(OrderForm form, out Dictionary<string, string> labels)
    {
        if (string.IsNullOrEmpty(form.Type))
        {
            ModelState.AddModelError(nameof(form.Type), text["ChooseType"]);
        }

        if (string.IsNullOrEmpty(form.Image))
        {
            ModelState.AddModelError(nameof(form.Image), text["ChooseImage"]);
        }

        if (string.IsNullOrWhiteSpace(form.Name))
        {
            ModelState.AddModelError(nameof(form.Name), text["NameRule"]);
        }

        if (!LabelText.TryRead(form.Labels, out labels))
        {
            ModelState.AddModelError(nameof(form.Labels), text["LabelsWrong"]);
        }

        return ModelState.IsValid;
    }

    private void Refuse(Problem problem)
    {
        var rule = problem switch
        {
            { Code: "invalid_input", Field: "name" } => text["NameRule"].Value,
            { Code: "invalid_input", Field: "labels" } => text["LabelsWrong"].Value,
            { Code: "invalid_input", Field: "user_data" } => text["UserDataRule"].Value,
            { Code: "invalid_input", Field: "server_type" } => text["ChooseType"].Value,
            _ => say.Problem(problem),
        };
        ModelState.AddModelError(Refusals.FieldOf(problem, problem.Code == "resource_limit_exceeded" ? "Type" : "Order"), rule);
        ViewBag.Refused = problem.Code;
    }

    private static OrderForm Ticked(OrderForm form, long key) => new()
    {
        Once = form.Once,
        Type = form.Type,
        Image = form.Image,
        Location = form.Location,
        Keys = [key],
    };
}
