using System.Globalization;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>Keys in the stock table: the partition is the SKU.</summary>
internal static class StockKeys
{
    public const string Head = "head";
    public const string ReservationPrefix = "r_";

    /// <summary>Sorts right after every key that begins with <see cref="ReservationPrefix"/>.</summary>
    public const string ReservationEnd = "r`";

    private const string JournalPrefix = "j";

    /// <summary>Sorts right after every journal key.</summary>
    public const string JournalEnd = "k";

    private const string SnapshotPrefix = "s";

    /// <summary>Sorts right after every snapshot key.</summary>
    public const string SnapshotEnd = "t";

    public static string Partition(Sku sku) => KeyText.From(sku.Value);

    public static string Reservation(OrderId order) => KeyText.From(ReservationPrefix, order);

    public static OrderId OrderOf(string rowKey) => KeyText.ToOrder(rowKey, ReservationPrefix.Length);

    public static string Movement(string commandId) => "c_" + KeyText.From(commandId);

    /// <summary>A journal page is keyed by its last position, so that the page which holds a position is the first one from its key on.</summary>
    public static string Journal(long lastPosition) => string.Create(CultureInfo.InvariantCulture, $"{JournalPrefix}{lastPosition:x16}");

    /// <summary>The newest snapshot has the first key.</summary>
    public static string Snapshot(long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{long.MaxValue - position:x16}");
}
