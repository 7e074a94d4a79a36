using FluentValidation;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Api.Pricing;
using Hostelry.Portal.Api.Servers;
using Hostelry.Portal.Api.ServerTypes;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hostelry.Portal.Api.Shared;

/// <summary>Registers <c>/v1</c>.</summary>
internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services, IMvcBuilder mvc)
    {
        services.AddScoped<ApiCaller>().AddScoped<FindToken>();
        services.AddScoped<PriceTags>().AddScoped<Offers>().AddScoped<DescribeServer>();
        services.AddSingleton<RateLimit>();
        services.AddExceptionHandler<ApiExceptions>();
        services.AddValidatorsFromAssemblyContaining<CreateServerValidator>(ServiceLifetime.Singleton, includeInternalTypes: true);
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : Snake(member.Name);
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : Snake(member.Name);
        ValidatorOptions.Global.LanguageManager.Enabled = false;
        ValidatorOptions.Global.DefaultRuleLevelCascadeMode = CascadeMode.Stop;

        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(
            TokenAuthentication.SchemeName,
            policy => policy.AddAuthenticationSchemes(TokenAuthentication.SchemeName).RequireAuthenticatedUser());

        mvc.AddJsonOptions(json => ApiJson.Configure(json.JsonSerializerOptions));
        mvc.AddMvcOptions(options =>
        {
            options.InputFormatters.Insert(0, new ApiBodyReader());
            options.Filters.Add<WriteGate>();
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        });
        mvc.ConfigureApiBehaviorOptions(behaviour =>
        {
            behaviour.SuppressMapClientErrors = true;
            behaviour.InvalidModelStateResponseFactory = Refuse;
        });
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapControllers().WithStaticAssets();
        app.Map("/v1/{**rest}", context => ApiErrors.WriteAsync(context, ApiErrors.NoRoute))
            .RequireAuthorization(TokenAuthentication.SchemeName)
            .WithOrder(int.MaxValue)
            .ExcludeFromDescription();
    }

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A body that could not be read, or a query parameter of the wrong type.</summary>
    private static ObjectResult Refuse(ActionContext context)
    {
        if (ApiBodyReader.ProblemOf(context.HttpContext) is { } problem)
        {
            return ApiErrors.Result(problem);
        }

        var field = context.ModelState.First(entry => entry.Value?.ValidationState == ModelValidationState.Invalid).Key;
        return field.Length == 0
            ? ApiErrors.Result(ApiErrors.NotJson)
            : ApiErrors.Result(new Problem("invalid_input", $"{field} has the wrong type.", field));
    }
}
