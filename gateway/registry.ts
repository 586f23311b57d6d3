import { type KnownOfShop, knownOfShop } from './answers/known-of-shop.ts'
import { adminCategoryOperations } from './rest/admin-categories.ts'
import { adminCodeOperations } from './rest/admin-codes.ts'
import { adminCreditOperations } from './rest/admin-credits.ts'
import { adminDeliveryOperations } from './rest/admin-delivery.ts'
import { adminGlassesOperations } from './rest/admin-glasses.ts'
import { adminGroupOperations } from './rest/admin-groups.ts'
import { adminLensOperations } from './rest/admin-lenses.ts'
import { adminRxRuleOperations } from './rest/admin-rx-rules.ts'
import { adminOrderOperations } from './rest/admin-orders.ts'
import { adminPageOperations } from './rest/admin-pages.ts'
import { adminPaymentListOperations } from './rest/admin-payment-lists.ts'
import { adminPaymentOperations } from './rest/admin-payments.ts'
import { adminPriceOperations } from './rest/admin-prices.ts'
import { adminProductOperations } from './rest/admin-products.ts'
import { adminPromotionOperations } from './rest/admin-promotions.ts'
import { adminParcelOperations } from './rest/admin-parcels.ts'
import { adminRecordOperations } from './rest/admin-records.ts'
import { adminOrderCardOperations } from './rest/admin-order-cards.ts'
import { adminReturnOperations } from './rest/admin-returns.ts'
import { adminStaffOperations } from './rest/admin-staff.ts'
import { adminShopOperations } from './rest/admin-shop.ts'
import { adminPlaceOperations } from './rest/admin-places.ts'
import { adminLotOperations } from './rest/admin-lots.ts'
import { adminStockBookOperations } from './rest/admin-stock-books.ts'
import { adminStockOperations } from './rest/admin-stock.ts'
import { adminTaxOperations } from './rest/admin-taxes.ts'
import type { Operation } from './route-registry.ts'
import { adviceOperations } from './rest/advice.ts'
import { afterSaleOperations } from './rest/after-sale.ts'
import { backInStockOperations } from './rest/back-in-stock.ts'
import { cartOperations } from './rest/carts.ts'
import { catalogueOperations } from './rest/catalogue.ts'
import { checkoutOperations } from './rest/checkout.ts'
import { currencyOperations } from './rest/currencies.ts'
import { garmentOperations } from './rest/garments.ts'
import { glassesOperations } from './rest/glasses.ts'
import { payAgainOperations } from './rest/pay-again.ts'
import { homeTrialOperations } from './rest/home-trials.ts'
import { mediaOperations } from './rest/media.ts'
import { measureOperations } from './rest/measures.ts'
import { opticsOperations } from './rest/optics.ts'
import { prescriptionOperations } from './rest/prescriptions.ts'
import { orderOperations } from './rest/orders.ts'
import type { DoorParts } from './rest/parts.ts'
import { myCreditOperations } from './rest/my-credit.ts'
import { paymentMethodOperations } from './rest/payment-methods.ts'
import { personOperations } from './rest/person.ts'
import { privacyOperations } from './rest/privacy.ts'
import { recommendationOperations } from './rest/recommendations.ts'
import { sharedTryOnOperations } from './rest/shared-try-ons.ts'
import { tryOnModelOperations } from './rest/try-on-models.ts'
import { tryOnOperations } from './rest/try-on.ts'
import { webhookOperations } from './rest/webhooks.ts'

/** Everything anybody may ask of the shop, on one page. */
export function operationsOver(given: Omit<DoorParts, keyof KnownOfShop>): Operation[] {
  const parts = { ...given, ...knownOfShop(given) }
  return [
    ...catalogueOperations(parts),
    ...backInStockOperations(parts),
    ...recommendationOperations(parts),
    ...currencyOperations(parts),
    ...cartOperations(parts),
    ...checkoutOperations(parts),
    ...orderOperations(parts),
    ...afterSaleOperations(parts),
    ...payAgainOperations(parts),
    ...homeTrialOperations(parts),
    ...personOperations(parts),
    ...privacyOperations(parts),
    ...paymentMethodOperations(parts),
    ...myCreditOperations(parts),
    ...mediaOperations(parts),
    ...tryOnOperations(parts),
    ...sharedTryOnOperations(parts),
    ...measureOperations(parts),
    ...garmentOperations(parts),
    ...tryOnModelOperations(parts),
    ...opticsOperations(parts),
    ...prescriptionOperations(parts),
    ...glassesOperations(parts),
    ...adviceOperations(parts),
    ...webhookOperations(parts),
    ...adminShopOperations(parts),
    ...adminPromotionOperations(parts),
    ...adminCodeOperations(parts),
    ...adminPriceOperations(parts),
    ...adminGroupOperations(parts),
    ...adminCreditOperations(parts),
    ...adminTaxOperations(parts),
    ...adminDeliveryOperations(parts),
    ...adminCategoryOperations(parts),
    ...adminPageOperations(parts),
    ...adminLensOperations(parts),
    ...adminRxRuleOperations(parts),
    ...adminOrderOperations(parts),
    ...adminReturnOperations(parts),
    ...adminOrderCardOperations(parts),
    ...adminPaymentListOperations(parts),
    ...adminPaymentOperations(parts),
    ...adminProductOperations(parts),
    ...adminStockOperations(parts),
    ...adminStockBookOperations(parts),
    ...adminLotOperations(parts),
    ...adminPlaceOperations(parts),
    ...adminParcelOperations(parts),
    ...adminRecordOperations(parts),
    ...adminGlassesOperations(parts),
    ...adminStaffOperations(parts),
  ]
}
