namespace StockFlow.Simulator.Marketplaces;

/// <summary>What goes wrong with a webhook.</summary>
public enum DeliveryFault
{
    None,
    Lost,
    Doubled,
    Late,
    AnswerLost,
}
