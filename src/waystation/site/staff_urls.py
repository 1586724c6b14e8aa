"""What only staff may reach; everything here stands under /staff/."""

from django.urls import include, path

urlpatterns = [
    path("", include("waystation.staff.urls")),
    path("", include("waystation.web.urls")),
    path("", include("waystation.hotline.urls")),
    path("", include("waystation.duty.urls")),
    path("", include("waystation.trust.urls")),
    path("", include("waystation.casework.urls")),
    path("", include("waystation.casework.persons.urls")),
    path("", include("waystation.casework.services.urls")),
    path("", include("waystation.casework.work.urls")),
    path("", include("waystation.casework.exchange.urls")),
    path("", include("waystation.documentation.exhibits.urls")),
    path("", include("waystation.documentation.statements.urls")),
    path("", include("waystation.documentation.medical.urls")),
    path("", include("waystation.evacuation.urls")),
    path("", include("waystation.evacuation.pursuers.urls")),
    path("", include("waystation.evacuation.money.urls")),
    path("", include("waystation.evacuation.houses.urls")),
    path("", include("waystation.evacuation.network.urls")),
    path("", include("waystation.evacuation.handover.urls")),
    path("", include("waystation.evacuation.relocation.urls")),
    path("", include("waystation.evacuation.plans.urls")),
    path("", include("waystation.documentation.formats.urls")),
    path("", include("waystation.documentation.terms.urls")),
    path("", include("waystation.documentation.urls")),
    path("", include("waystation.documentation.figures.urls")),
    path("", include("waystation.documentation.pictures.urls")),
    path("", include("waystation.documentation.dossier.urls")),
    path("", include("waystation.desk.urls")),
]
