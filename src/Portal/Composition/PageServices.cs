using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;

namespace Hostelry.Portal.Composition;

/// <summary>What people look at: views in feature folders, their texts by language, error pages.</summary>
internal static class PageServices
{
    /// <summary>Each has a complete set of resource files; the first one is for everybody else.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "ru"];

    public static IMvcBuilder AddPages(this IServiceCollection services)
    {
        services.AddLocalization();
        // A word about the last form, shown once.
        services.Configure<CookieTempDataProviderOptions>(notice => notice.Cookie.Name = "hostelry-notice");
        services.Configure<RazorViewEngineOptions>(razor =>
        {
            razor.AreaViewLocationFormats.Clear();
            razor.AreaViewLocationFormats.Add("/Features/{2}/{0}.cshtml");
            razor.AreaViewLocationFormats.Add("/Features/Shared/{0}.cshtml");
        });
        // No scripts for forms, so no attributes for them; and inline styles are refused.
        return services.AddControllersWithViews().AddViewOptions(views => views.HtmlHelperOptions.ClientValidationEnabled = false);
    }

    /// <summary>Error pages for people, bodies of the dialect for programs; the language of people's pages.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500", CreateScopeForErrors = true });
        app.UseWhen(IsApi, api => api.UseStatusCodePages(context => ApiErrors.FillAsync(context.HttpContext)));
        app.UseWhen(
            context => !IsApi(context) && !IssuersAddresses.IsForPrograms(context),
            pages =>
            {
                pages.UseRequestLocalization(Localize);
                pages.UseStatusCodePagesWithReExecute("/error/{0}");
            });
    }

    private static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the visitor chose, else what the browser prefers.</summary>
    private static void Localize(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(Languages[0]).AddSupportedCultures([.. Languages]).AddSupportedUICultures([.. Languages]);
        options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
    }
}
