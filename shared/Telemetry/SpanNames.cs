namespace StockFlow.Telemetry;

/// <summary>The spans of the app, in the order in which a webhook goes through them. docs/telemetry.md describes each.</summary>
public static class SpanNames
{
    public const string ReceiveWebhook = "receive webhook";
    public const string PollOrders = "poll orders";
    public const string AcceptOrderEvent = "accept order event";
    public const string ReserveWhole = "reserve whole order";
    public const string SetReservations = "set reservations";
    public const string CompleteOrder = "complete order";
    public const string FanOut = "fan out stock changes";
    public const string PushChannel = "push channel";
    public const string PushQuantities = "push quantities";
    public const string Acknowledged = "acknowledged";
}
