using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>StockFlow's merchant API as a merchant's own system would call it.</summary>
public sealed class MerchantApi : IDisposable
{
    private readonly HttpClient _client;

    public MerchantApi(Uri address, string functionKey)
        : this(address, functionKey, new SocketsHttpHandler { UseProxy = false })
    {
    }

    internal MerchantApi(Uri address, string functionKey, HttpMessageHandler network)
    {
        Address = address;
        _client = new HttpClient(network) { BaseAddress = new Uri(address, "/api/") };
        _client.DefaultRequestHeaders.Add("x-functions-key", functionKey);
    }

    /// <summary>Where StockFlow listens.</summary>
    public Uri Address { get; }

    /// <summary>Reads a document.</summary>
    /// <returns>Null for 404.</returns>
    /// <exception cref="HttpRequestException">Any other answer than 2xx.</exception>
    public async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, cancellationToken);
    }

    /// <summary>Sends movements, at most 500 a call; each is answered on its own.</summary>
    /// <returns>The movements that were refused, with the reason.</returns>
    public async Task<IReadOnlyList<(Movement Movement, string Error, string What)>> MoveAsync(
        IEnumerable<Movement> movements,
        CancellationToken cancellationToken)
    {
        var refused = new List<(Movement, string, string)>();
        foreach (var batch in movements.Chunk(500))
        {
            using var response = await _client.PostAsJsonAsync("movements", batch, JsonSerializerOptions.Web, cancellationToken);
            using var answer = await ReadAsync(response, cancellationToken);
            var results = answer.RootElement.ValueKind == JsonValueKind.Array ? answer.RootElement : answer.RootElement.GetProperty("results");
            foreach (var (result, movement) in results.EnumerateArray().Zip(batch))
            {
                if (result.TryGetProperty("problem", out var problem) && problem.ValueKind == JsonValueKind.Object)
                {
                    refused.Add((movement, problem.GetProperty("error").GetString()!, problem.GetProperty("what").GetString()!));
                }
            }
        }

        return refused;
    }

    /// <summary>Asks StockFlow to read what a channel lists.</summary>
    /// <returns>Where to ask how far it is.</returns>
    public async Task<string> StartImportAsync(ChannelId channel, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri($"channels/{channel}/listings/import", UriKind.Relative), null, cancellationToken);
        using var answer = await ReadAsync(response, cancellationToken);
        return answer.RootElement.GetProperty("statusUrl").GetString()!;
    }

    /// <summary>What became of an order.</summary>
    /// <returns>Null while StockFlow does not know it.</returns>
    public async Task<OrderReading?> OrderAsync(ChannelId channel, long orderId, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync($"orders/{channel}/{orderId}", cancellationToken);
        return answer is null ? null : OrderReading.Of(answer.RootElement);
    }

    /// <summary>The newest levels of every SKU.</summary>
    public async Task<IReadOnlyDictionary<Sku, IReadOnlyList<LocationLevel>>> LevelsAsync(CancellationToken cancellationToken)
    {
        var levels = new Dictionary<Sku, IReadOnlyList<LocationLevel>>();
        string? after = null;
        do
        {
            var from = after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}";
            using var page = await GetAsync($"stock?top=1000{from}", cancellationToken) ?? throw new InvalidDataException("There is no list of stock.");
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                levels.Add(Sku.Parse(item.GetProperty("sku").GetString()!), [.. item.GetProperty("locations").EnumerateArray().Select(JournalReading.Level)]);
            }

            after = Next(page.RootElement)?.GetString();
        }
        while (after is not null);

        return levels;
    }

    /// <summary>Every change of a SKU's levels, oldest first.</summary>
    public async Task<IReadOnlyList<JournalReading>> JournalAsync(Sku sku, CancellationToken cancellationToken)
    {
        var entries = new List<JournalReading>();
        long? from = 1;
        do
        {
            using var page = await GetAsync($"stock/{Uri.EscapeDataString(sku.Value)}/journal?top=1000&from={from}", cancellationToken)
                ?? throw new InvalidDataException($"{sku} has no journal.");
            entries.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(JournalReading.Of));
            from = Next(page.RootElement)?.GetInt64();
        }
        while (from is not null);

        return entries;
    }

    /// <summary>Has all failed work that is set aside done again.</summary>
    /// <returns>How many pieces.</returns>
    public async Task<int> RetryFailuresAsync(CancellationToken cancellationToken)
    {
        using var failures = await GetAsync("failures?top=1000", cancellationToken);
        var retried = 0;
        foreach (var failure in failures?.RootElement.GetProperty("items").EnumerateArray().ToList() ?? [])
        {
            var id = failure.GetProperty("id").GetString()!;
            using var response = await _client.PostAsync(new Uri($"failures/{Uri.EscapeDataString(id)}/retry", UriKind.Relative), null, cancellationToken);
            retried += response.IsSuccessStatusCode ? 1 : 0;
        }

        return retried;
    }

    /// <summary>How many items a list has, such as quarantine or failures.</summary>
    public async Task<int> CountAsync(string path, CancellationToken cancellationToken)
    {
        using var page = await GetAsync(path, cancellationToken);
        return page?.RootElement.GetProperty("items").GetArrayLength() ?? 0;
    }

    public void Dispose() => _client.Dispose();

    private static JsonElement? Next(JsonElement page) =>
        page.TryGetProperty("next", out var next) && next.ValueKind != JsonValueKind.Null ? next : null;

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} was answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500)))}",
                null,
                response.StatusCode);
        }

        return JsonDocument.Parse(body);
    }
}
