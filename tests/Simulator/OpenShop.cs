using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Tests.Fakes;

namespace StockFlow.Tests.Simulator;

/// <summary>A fake marketplace that listens, and a bare client to call it.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private readonly MarketplaceServer _server;

    private OpenShop(ShopBooks books, MarketplaceServer server)
    {
        Books = books;
        _server = server;
        Client = new HttpClient { BaseAddress = server.Address };
    }

    public ShopBooks Books { get; }

    public HttpClient Client { get; }

    public static async Task<OpenShop> OpenAsync(FakeTime clock, Func<ShopBooks, IFakeMarketplace> marketplace, FaultRates? rates = null)
    {
        var books = new ShopBooks(clock);
        var faults = new Faults(rates ?? FaultRates.None, new Random(7));
        return new OpenShop(books, await MarketplaceServer.StartAsync(marketplace(books), faults, CancellationToken.None));
    }

    public async Task<(int Status, JsonElement Body, HttpResponseHeaders Headers)> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        Action<HttpRequestMessage, byte[]>? prepare = null)
    {
        var bytes = body is null ? [] : body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(bytes) };
        prepare?.Invoke(request, bytes);
        var response = await Client.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }

    public static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
