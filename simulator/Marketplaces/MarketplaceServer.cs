using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>Lets a fake marketplace listen on a loopback port of its own, and makes its calls go wrong as told.</summary>
public sealed class MarketplaceServer : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(8);

    private readonly WebApplication _app;
    private readonly IFakeMarketplace _marketplace;
    private readonly Faults _faults;
    private int _underWay;
    private int _calls;
    private int _throttled;

    private MarketplaceServer(WebApplication app, IFakeMarketplace marketplace, Faults faults)
    {
        _app = app;
        _marketplace = marketplace;
        _faults = faults;
    }

    /// <summary>Where it listens, such as http://127.0.0.1:41234/.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Calls that are being answered.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Calls taken so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Calls answered 429 so far.</summary>
    public int Throttled => Volatile.Read(ref _throttled);

    public static async Task<MarketplaceServer> StartAsync(IFakeMarketplace marketplace, Faults faults, CancellationToken cancellationToken)
    {
        // Nothing but the server: the usual builders watch the folder they start in for new settings, the store's files included.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var server = new MarketplaceServer(app, marketplace, faults);
        app.Run(server.AnswerAsync);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        server.Address = new Uri(addresses!.Addresses.Single() + "/");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _underWay);
        Interlocked.Increment(ref _calls);
        try
        {
            switch (_faults.OfCall())
            {
                case CallFault.Throttled:
                    context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                    var seconds = 1 + (int)_faults.Delay(RetryAfterMax).TotalSeconds;
                    context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                    break;
                case CallFault.ServerError:
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    break;
                case CallFault.BrokenBefore:
                    context.Abort();
                    break;
                case CallFault.BrokenAfter:
                    context.Response.Body = Stream.Null;
                    await _marketplace.AnswerAsync(context);
                    context.Abort();
                    break;
                default:
                    await _marketplace.AnswerAsync(context);
                    break;
            }

            if (context.Response.StatusCode == StatusCodes.Status429TooManyRequests)
            {
                Interlocked.Increment(ref _throttled);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
