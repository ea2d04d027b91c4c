using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace StockFlow.Functions.Telemetry;

/// <summary>
/// OpenTelemetry on Azure: to Application Insights, by OTLP, or both, as the settings say. The platform's part of it is switched on by
/// <c>telemetryMode</c> in host.json (learn.microsoft.com/azure/azure-functions/opentelemetry-howto).
/// </summary>
internal static class HostTelemetry
{
    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string ClientIdPart = "ClientId=";

    public static void AddHostTelemetry(this FunctionsApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults().ObserveStockFlow();
        if (!string.IsNullOrEmpty(builder.Configuration[ConnectionSetting]))
        {
            var authentication = builder.Configuration[AuthenticationSetting];
            telemetry.UseAzureMonitorExporter(options => options.Credential = CredentialFor(authentication));
        }

        if (TelemetryPipeline.HasOtlpEndpoint(builder.Configuration))
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <param name="authentication">As the platform reads it: <c>Authorization=AAD;ClientId=…</c>; without it the connection string is enough.</param>
    private static DefaultAzureCredential? CredentialFor(string? authentication)
    {
        if (string.IsNullOrEmpty(authentication))
        {
            return null;
        }

        var clientId = authentication.Split(';').FirstOrDefault(part => part.StartsWith(ClientIdPart, StringComparison.OrdinalIgnoreCase));
        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId?[ClientIdPart.Length..] });
    }
}
