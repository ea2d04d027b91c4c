using Microsoft.AspNetCore.Http;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>A marketplace that answers on its own wire protocol.</summary>
public interface IFakeMarketplace
{
    /// <summary>Its items and orders.</summary>
    ShopBooks Books { get; }

    /// <summary>Answers one call.</summary>
    Task AnswerAsync(HttpContext context);
}
