using FluentValidation;

using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Api;

/// <summary>What holds for the whole of <c>/v1</c>, whatever is added.</summary>
public sealed class ShapeTests(Portals portals)
{
    [Fact]
    public async Task Every_body_and_query_has_a_validator()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var without = Actions(portal)
            .SelectMany(action => action.Parameters)
            .Where(parameter => parameter.ParameterType.Namespace?.StartsWith("Hostelry.Portal.Api", StringComparison.Ordinal) == true)
            .Select(parameter => parameter.ParameterType)
            .Distinct()
            .Where(type => portal.Services.GetService(typeof(IValidator<>).MakeGenericType(type)) is null)
            .ToList();
        Assert.Empty(without);
    }

    [Fact]
    public async Task Every_post_that_costs_money_honours_the_key()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var honoured = Actions(portal)
            .Where(action => action.MethodInfo.IsDefined(typeof(IdempotentAttribute), false))
            .Select(action => action.AttributeRouteInfo!.Template);
        Assert.Equal(["v1/servers", "v1/servers/{id:long}/actions/change_type"], honoured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_named_list_asks_before_a_tenant_is_known()
    {
        // Runs as worker, long after; the commands lift the filter through Reachable. Staff's list of clients lifts another filter.
        string[] workers = ["ForgetAnswers", "ListClients"];
        var folder = Path.Combine(ErrorCodesTests.Root, "src", "Portal");
        var lifting = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && File.ReadAllText(file).Contains("IgnoreQueryFilters", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .Except(workers)
            .ToList();
        Assert.Equal([nameof(FindInvitation), nameof(FindSeats), nameof(FindToken)], lifting.Order(StringComparer.Ordinal));
        Assert.All(lifting, name => Assert.True(BeforeTenant.Uses.ContainsKey(name!)));
    }

    [Fact]
    public async Task Own_description_names_every_route()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var described = await new TestApi(portal.Client()).GetAsync("openapi.json");
        Assert.Equal(200, described.StatusCode);
        var paths = described.Body!["paths"]!.AsObject().Select(path => path.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("/v1/servers/{id}/actions/change_type", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/staff", StringComparison.Ordinal));
    }

    private static IEnumerable<ControllerActionDescriptor> Actions(TestPortal portal) =>
        portal.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items
            .OfType<ControllerActionDescriptor>()
            .Where(action => action.ControllerTypeInfo.IsSubclassOf(typeof(ApiController)) && action.MethodInfo.ReturnType != typeof(void)
                && action.EndpointMetadata.OfType<HttpMethodAttribute>().Any());
}
